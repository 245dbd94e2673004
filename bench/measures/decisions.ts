import type { Store } from '../../src/ports/store/index.ts';
import { decideSamples } from '../../src/usecases/decide-samples.ts';
import { NOW, SHOP } from '../programme.ts';
import { type Measure, spreadOf } from '../report.ts';
import { defaultShopSettings } from '../settings.ts';

/** Decides every open request, then once more with nothing new, which is what a cycle mostly does. */
export async function measureDecisions(store: Store, open: number): Promise<readonly Measure[]> {
  const settings = defaultShopSettings();
  const decide = async () => {
    const start = performance.now();
    const { evaluated } = await decideSamples(store, SHOP, settings, NOW);
    if (evaluated !== open) throw new Error(`${evaluated} of ${open} requests were decided.`);
    return performance.now() - start;
  };
  const first = await decide();
  const again = [await decide(), await decide(), await decide()];
  return [
    { name: `decide ${open} open requests`, unit: 'ms', measured: spreadOf([first]) },
    { name: `decide ${open} open requests again, nothing changed`, unit: 'ms', measured: spreadOf(again) },
  ];
}
