import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeChanges } from '../../scripts/generate-tiktok-changes.ts';
import { addedRoutes, describedOperation } from '../../scripts/generate-tiktok-openapi.ts';
import { ENDPOINTS, type Endpoint, versionPath } from '../../src/adapters/tiktok-shop/endpoints.ts';

const committed = readFileSync(
  new URL('../../src/adapters/tiktok-shop/generated/operations.ts', import.meta.url),
  'utf8',
);

describe('what generating the types anew says', () => {
  it('is that nothing changed, when nothing did', () => {
    const operations = Object.keys(ENDPOINTS).length;
    expect(describeChanges(committed, committed)).toBe(`${operations} operations, nothing changed`);
  });

  it('is which field was added, removed or got another type, and where', () => {
    const changed = committed
      .replace('review_result: string;', 'review_result: number;')
      .replace('create_sample_link: {', 'make_sample_link: {')
      .replace(
        'has_conflict?: boolean;',
        'has_conflict: boolean;\n                            because?: string;',
      )
      .replace(/(list_conversations: \{[\s\S]*?)\n *has_more\?: boolean;/, '$1');
    expect(describeChanges(committed, changed).split('\n').sort()).toEqual([
      'added    make_sample_link',
      'changed  check_target_conflicts: answer data.because added, string, optional',
      'changed  check_target_conflicts: answer data.has_conflict was boolean, optional, is boolean',
      'changed  list_conversations: answer data.has_more removed, was boolean, optional',
      'changed  review_sample_application: body review_result was string, is number',
      'removed  create_sample_link',
    ]);
  });
});

describe('the additions to the OpenAPI', () => {
  it('are about calls of the table, and each says where it is from', () => {
    const endpoints: readonly Endpoint[] = Object.values(ENDPOINTS);
    for (const route of addedRoutes()) {
      const [method = '', path = ''] = route.split(' ');
      const described = endpoints
        .filter((endpoint) => endpoint.method.toLowerCase() === method)
        .flatMap((endpoint) =>
          endpoint.versions
            .filter((version) => versionPath(endpoint, version) === path)
            .map((version) => describedOperation(endpoint, version)),
        );
      expect(described, route).toHaveLength(1);
      expect(described[0]?.['x-source'], route).toMatch(/reference \d/);
    }
  });
});
