import type { LaidOutPackage } from '../package.ts';
import { type Measure, spreadOf } from '../report.ts';
import { interleaved } from '../rounds.ts';
import {
  BY_TIME,
  openSteadyProgramme,
  type Reading,
  type SteadyProgramme,
  SWEEPS,
} from '../steady-programme.ts';

const SIZES = { small: 100, middling: 1_000, large: 10_000 } as const;
const WARM_UP = 4;
const ROUNDS = 16;
const NAMES = 'affiliate orders, orders and products';

type Readings = Readonly<Record<keyof typeof SIZES, Reading[]>>;

/** What a cycle costs after the same few changes in a programme of 100, 1,000 and 10,000 creators. */
export async function measureSteadyState(
  folder: string,
  { built }: LaidOutPackage,
): Promise<readonly Measure[]> {
  const opened: SteadyProgramme[] = [];
  const open = async (creators: number) => {
    const programme = await openSteadyProgramme(folder, built, creators);
    opened.push(programme);
    return programme;
  };
  try {
    const small = await open(SIZES.small);
    const middling = await open(SIZES.middling);
    const large = await open(SIZES.large);
    const byTime: Readings = { small: [], middling: [], large: [] };
    const sweeps: Readings = { small: [], middling: [], large: [] };
    const cycle = (programme: SteadyProgramme, size: keyof typeof SIZES) => async (round: number) => {
      await programme.change();
      const [changed, all] = [await programme.read(BY_TIME), await programme.read(SWEEPS)];
      if (round >= 0) {
        byTime[size].push(changed);
        sweeps[size].push(all);
      }
      return changed.cpuMs;
    };
    const inTurns = {
      small: cycle(small, 'small'),
      middling: cycle(middling, 'middling'),
      large: cycle(large, 'large'),
    };
    await interleaved(WARM_UP, {
      small: () => inTurns.small(-1),
      middling: () => inTurns.middling(-1),
      large: () => inTurns.large(-1),
    });
    await interleaved(ROUNDS, inTurns);
    return [
      ...(['middling', 'large'] as const).flatMap((size) => changesOnly(byTime, size)),
      ...(['middling', 'large'] as const).flatMap((size) => wholeLists(sweeps, size)),
    ];
  } finally {
    for (const programme of opened) await programme.close();
  }
}

const rowsOf = (readings: readonly Reading[]) => spreadOf(readings.map(({ rows }) => rows)).p50;

function changesOnly(readings: Readings, size: 'middling' | 'large'): readonly Measure[] {
  const creators = SIZES[size].toLocaleString('en-US');
  const note = `20 new order lines, 5 new sample orders and 5 messages between two cycles; rows read: ${rowsOf(readings[size])} against ${rowsOf(readings.small)}`;
  return [
    {
      name: `steady state, ${NAMES} with ${creators} creators: requests a cycle`,
      unit: 'requests',
      measured: spreadOf(readings[size].map(({ requests }) => requests)),
      baseline: { name: '100 creators', spread: spreadOf(readings.small.map(({ requests }) => requests)) },
      target: { sense: 'at most', limit: 1 },
      note,
    },
    {
      name: `steady state, ${NAMES} with ${creators} creators: processor time a cycle`,
      unit: 'ms',
      measured: spreadOf(readings[size].map(({ cpuMs }) => cpuMs)),
      baseline: { name: '100 creators', spread: spreadOf(readings.small.map(({ cpuMs }) => cpuMs)) },
      target: { sense: 'at most', limit: 2 },
    },
  ];
}

/** Without a target: these lists have no time filter, so they grow with the programme. */
function wholeLists(readings: Readings, size: 'middling' | 'large'): readonly Measure[] {
  const creators = SIZES[size].toLocaleString('en-US');
  return [
    {
      name: `whole lists of samples, messages, deals and stock with ${creators} creators: requests`,
      unit: 'requests',
      measured: spreadOf(readings[size].map(({ requests }) => requests)),
      baseline: { name: '100 creators', spread: spreadOf(readings.small.map(({ requests }) => requests)) },
      note: `rows read: ${rowsOf(readings[size])} against ${rowsOf(readings.small)}; deals, products and past samples are the same at every size`,
    },
    {
      name: `whole lists of samples, messages, deals and stock with ${creators} creators: processor time`,
      unit: 'ms',
      measured: spreadOf(readings[size].map(({ cpuMs }) => cpuMs)),
      baseline: { name: '100 creators', spread: spreadOf(readings.small.map(({ cpuMs }) => cpuMs)) },
    },
  ];
}
