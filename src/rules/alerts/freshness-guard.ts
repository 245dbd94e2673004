import type { AlertRule, Finding, RuleEvaluation } from '../../domain/alert.ts';

/** Facts, or why there are none to go by: too old, or never read. */
export type Guarded<Facts> =
  | { readonly known: true; readonly facts: Facts }
  | { readonly known: false; readonly why: string };

export const known = <Facts>(facts: Facts): Guarded<Facts> => ({ known: true, facts });

/** Old facts make nothing true and nothing false: no alert starts on them and none ends. */
export function guarded<Facts>(
  rule: AlertRule,
  shopId: string,
  input: Guarded<Facts>,
  find: (facts: Facts) => readonly Finding[],
): RuleEvaluation {
  return input.known
    ? { rule, shopId, truth: 'known', findings: find(input.facts) }
    : { rule, shopId, truth: 'unknown', why: input.why };
}
