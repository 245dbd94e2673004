interface Carrier {
  readonly code: string;
  /** What warehouses call it, normalised; longer aliases win over shorter ones. */
  readonly aliases: readonly string[];
  /** What TikTok Shop's list of shipping providers calls it, in the order to try. */
  readonly providerNames: readonly string[];
}

/** Names only: provider ids differ per shop and are always looked up. */
const CARRIERS: readonly Carrier[] = [
  { code: 'usps', aliases: ['usps', 'stampscom', 'unitedstatespostal'], providerNames: ['USPS'] },
  { code: 'ups', aliases: ['ups', 'unitedparcel'], providerNames: ['UPS'] },
  { code: 'fedex', aliases: ['fedex', 'federalexpress'], providerNames: ['FedEx'] },
  {
    code: 'dhl_ecommerce',
    aliases: ['dhlecommerce', 'dhlglobalmail', 'dhlecs'],
    providerNames: ['DHL eCommerce'],
  },
  { code: 'dhl_express', aliases: ['dhlexpress', 'dhl'], providerNames: ['DHL express'] },
  { code: 'ontrac', aliases: ['ontrac'], providerNames: ['OnTrac'] },
  { code: 'lasership', aliases: ['lasership'], providerNames: ['LaserShip', 'OnTrac'] },
  { code: 'uniuni', aliases: ['uniuni'], providerNames: ['UniUni'] },
  { code: 'gofo', aliases: ['gofo'], providerNames: ['Gofo Express'] },
  { code: 'speedx', aliases: ['speedx'], providerNames: ['Speedx'] },
  { code: 'veho', aliases: ['veho'], providerNames: ['Veho'] },
  { code: 'osm', aliases: ['osmworldwide', 'osm'], providerNames: ['OSM Worldwide'] },
  { code: 'amazon', aliases: ['amazon', 'amzn', 'amzl', 'swship'], providerNames: ['Amazon Logistics'] },
  { code: 'royal_mail', aliases: ['royalmail'], providerNames: ['Royal Mail'] },
  { code: 'evri', aliases: ['evri', 'hermesuk', 'myhermes'], providerNames: ['EVRi'] },
  { code: 'dpd_uk', aliases: ['dpduk', 'dpd'], providerNames: ['DPD UK'] },
  { code: 'yodel', aliases: ['yodel'], providerNames: ['Yodel UK'] },
];

const BY_LONGEST_ALIAS = CARRIERS.flatMap((carrier) =>
  carrier.aliases.map((alias) => ({ alias, carrier })),
).sort((a, b) => b.alias.length - a.alias.length);

function normalise(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

export interface ShippingProvider {
  readonly id: string;
  readonly name: string;
}

/**
 * The shop's shipping provider for a carrier as the warehouse names it, or null when none fits: then a person
 * is asked, since a wrong provider makes the platform refuse the tracking number. Brokers and placeholders
 * ("genericlabel", "other") fit nothing.
 */
export function shippingProviderFor(
  carrierName: string,
  providers: readonly ShippingProvider[],
): ShippingProvider | null {
  const wanted = normalise(carrierName);
  if (wanted === '') return null;
  const exact = providers.find((provider) => normalise(provider.name) === wanted);
  if (exact) return exact;
  const carrier = BY_LONGEST_ALIAS.find(({ alias }) => wanted.startsWith(alias))?.carrier;
  for (const name of carrier?.providerNames ?? []) {
    const match = providers.find((provider) => normalise(provider.name) === normalise(name));
    if (match) return match;
  }
  return null;
}
