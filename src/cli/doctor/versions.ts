import type { Probed, Prober } from '../../adapters/tiktok-shop/probe.ts';
import type { Shop } from '../../domain/shop.ts';
import { type Check, fail, failure, ok, warn } from './check.ts';

/** Which version of each call that reads still answers; one request each. */
export async function checkVersions(prober: Prober, [shop]: readonly Shop[]): Promise<readonly Check[]> {
  if (!shop) return [];
  const all: Probed[] = [];
  for await (const probed of prober.versions(shop)) all.push(probed);
  const calls = Map.groupBy(all, ({ operation }) => operation);
  const checks = [...calls.values()].flatMap(ofCall);
  const answered = all.filter(({ outcome }) => outcome === 'answers').length;
  const older = [...calls.values()].flatMap(([newest, ...others]) =>
    newest?.outcome === 'answers' ? others.filter(({ outcome }) => outcome === 'gone') : [],
  );
  const summary = `${answered} versions of ${calls.size} calls that read answer.`;
  const rest =
    older.length > 0
      ? ` Gone, and not needed while the newer one answers: ${older.map(({ operation, version }) => `${operation} ${version}`).join(', ')}.`
      : '';
  return [...(answered > 0 ? [ok('versions', summary + rest)] : []), ...checks, ...troubles(all)];
}

/** What is lost, or will be: the newest version that we know is gone. */
function ofCall(probed: readonly Probed[]): readonly Check[] {
  const [first] = probed;
  const gone = probed.filter(({ outcome }) => outcome === 'gone');
  if (!first || gone.length === 0) return [];
  const { operation, family } = first;
  const versions = gone.map(({ version }) => version).join(', ');
  if (gone.length === probed.length) {
    return [
      fail(
        'versions',
        `${operation}: TikTok Shop has retired every version that affiliate-ops knows (${versions}), so a part of ${family} stands still.`,
        'Update affiliate-ops.',
      ),
    ];
  }
  if (gone[0] !== first) return [];
  const answers = probed.find(({ outcome }) => outcome === 'answers');
  const instead = answers ? `${answers.version} answers and is used instead` : 'no other answered just now';
  return [
    warn(
      'versions',
      `${operation}: version ${versions} is gone; ${instead}.`,
      'Nothing is lost yet. Update affiliate-ops when you can: the older one will be retired too.',
    ),
  ];
}

/** Refusals that have nothing to do with versions, each reason once. Scopes that were never granted are told elsewhere. */
function troubles(all: readonly Probed[]): readonly Check[] {
  const byReason = Map.groupBy(
    all.filter(
      ({ outcome, error }) => error !== null && outcome !== 'gone' && !neverGranted(outcome, error.kind),
    ),
    ({ error }) => `${error?.kind} ${error?.details.code} ${error?.details.missingScope}`,
  );
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    if (!first?.error) return [];
    const check = failure('versions', first.error);
    const calls = [...new Set(same.map(({ operation }) => operation))];
    const what = calls.length > 1 ? ` The same for ${calls.slice(1).join(', ')}.` : '';
    const status = first.error.kind === 'auth' || first.error.kind === 'scope' ? check.status : 'warn';
    return [{ ...check, status, says: `${check.says}${what}` }];
  });
}

function neverGranted(outcome: Probed['outcome'], kind: string): boolean {
  return outcome === 'unsent' && kind === 'scope';
}
