/** Fifty, twenty-five and seventy-five percent points of a sample. The quartiles tell how noisy the machine was. */
export interface Spread {
  readonly p50: number;
  readonly p25: number;
  readonly p75: number;
  readonly samples: number;
}

export interface Measure {
  readonly name: string;
  readonly unit: 'ms' | 'rows/s' | 'tokens' | 'MB' | 'requests';
  readonly measured: Spread;
  /** Taken in the same run, in turns with what is measured. */
  readonly baseline?: { readonly name: string; readonly spread: Spread };
  /** What must hold: the ratio to the baseline, or without a baseline the number itself. None: only reported. */
  readonly target?: { readonly sense: 'at most' | 'at least'; readonly limit: number };
  readonly note?: string;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const point = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { p50: point(0.5), p25: point(0.25), p75: point(0.75), samples: sorted.length };
}

export function ratioOf({ measured, baseline }: Measure): number | null {
  return baseline ? measured.p50 / baseline.spread.p50 : null;
}

/** Null for a number that is only reported. */
export function passes(measure: Measure): boolean | null {
  const { target, measured } = measure;
  if (!target) return null;
  const value = ratioOf(measure) ?? measured.p50;
  return target.sense === 'at most' ? value <= target.limit : value >= target.limit;
}

export function asJson(measures: readonly Measure[]): string {
  return JSON.stringify(
    measures.map((measure) => ({ ...measure, ratio: ratioOf(measure), pass: passes(measure) })),
    null,
    2,
  );
}

export function asText(measure: Measure): string {
  const { name, unit, measured, baseline, target, note } = measure;
  const ratio = ratioOf(measure);
  const bound = target === undefined ? '' : `, ${target.sense} ${target.limit}${ratio === null ? '' : '×'}`;
  const value = ratio === null ? '' : `  ratio ${ratio.toFixed(2)}×`;
  const verdict = { true: 'PASS  ', false: 'MISS  ', null: 'report' }[`${passes(measure)}`];
  return [
    `${verdict}  ${name}${value}${bound}`,
    `          ${show(measured, unit)}`,
    ...(baseline ? [`          ${show(baseline.spread, unit)}, ${baseline.name}`] : []),
    ...(note === undefined ? [] : [`          ${note}`]),
  ].join('\n');
}

function show({ p50, p25, p75, samples }: Spread, unit: Measure['unit']): string {
  const digits = unit === 'ms' ? 2 : 0;
  const quartiles =
    samples > 1 ? ` (quartiles ${p25.toFixed(digits)} to ${p75.toFixed(digits)}, n ${samples})` : '';
  return `p50 ${p50.toFixed(digits)} ${unit}${quartiles}`;
}
