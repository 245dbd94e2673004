import { z } from 'zod';
import type { Recipient } from '../../domain/order.ts';
import { list, text } from './wire.ts';

export const addressSchema = z.object({
  name: text,
  phone_number: text,
  address_detail: text,
  address_line1: text,
  address_line2: text,
  address_line3: text,
  address_line4: text,
  post_town: text,
  postal_code: text,
  region_code: text,
  district_info: list(z.object({ address_level: text, address_name: text, iso_code: text })),
});

type Address = z.output<typeof addressSchema> | null | undefined;

/** All of it or nothing: null when any part is masked with asterisks, or name, street, town or country is missing. */
export function toRecipient(address: Address): Recipient | null {
  if (!address) return null;
  const city = cityOf(address);
  const state = level(address, 'L1');
  const { name, phone_number: phone, postal_code: postalCode, region_code: country } = address;
  const address1 = address.address_line1 ?? address.address_detail;
  const more = [address.address_line2, address.address_line3, address.address_line4];
  const address2 = more.filter((line) => line !== null).join(', ') || null;
  const region = state?.iso_code ?? state?.address_name ?? null;
  if (name === null || address1 === null || city === null || country === null) return null;
  const recipient = { name, phone, address1, address2, city, region, postalCode, country };
  return Object.values(recipient).some(isMasked) ? null : recipient;
}

export function toTown(address: Address): string | null {
  const city = address ? cityOf(address) : null;
  return isMasked(city) ? null : city;
}

export function toCountry(address: Address): string | null {
  const country = address?.region_code ?? null;
  return isMasked(country) ? null : country;
}

/** Level L3 is the city; the UK has a post town; markets without either have L2 (reference 5.1). */
function cityOf(address: NonNullable<Address>): string | null {
  return (
    level(address, 'L3')?.address_name ?? address.post_town ?? level(address, 'L2')?.address_name ?? null
  );
}

function level(address: NonNullable<Address>, name: string) {
  return address.district_info.find((district) => district.address_level === name);
}

function isMasked(value: string | null): boolean {
  return value?.includes('*') ?? false;
}
