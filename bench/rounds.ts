/**
 * Calls every contender once a round and gives each its samples. In turns and in a changing order, so that a
 * busy moment of the machine falls on all of them.
 */
export async function interleaved<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const entries: [string, (round: number) => Promise<number>][] = Object.entries(contenders);
  const samples = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < entries.length; turn += 1) {
      const [name, run] = entries[(round + turn) % entries.length] ?? entries[0] ?? [];
      if (name !== undefined && run !== undefined) samples.get(name)?.push(await run(round));
    }
  }
  // Object.fromEntries forgets which names it was given.
  return Object.fromEntries(samples) as Record<Name, number[]>;
}
