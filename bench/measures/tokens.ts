import * as z from 'zod';
import type { LaidOutPackage } from '../package.ts';
import { type Measure, spreadOf } from '../report.ts';
import { StdioClient } from '../stdio-client.ts';

/** Rule of thumb for English and JSON with the tokenizers of the large models: four characters a token. */
const CHARACTERS_A_TOKEN = 4;

const listed = z.object({
  tools: z.array(
    z.looseObject({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      inputSchema: z.unknown(),
      outputSchema: z.unknown(),
    }),
  ),
});

/** What the tools cost in every conversation, as `tools/list` sends them. */
export async function measureTokens(folder: string, { built }: LaidOutPackage): Promise<readonly Measure[]> {
  const client = new StdioClient([built, 'serve', '--no-monitor'], folder);
  await client.initialize();
  const { tools } = listed.parse((await client.request('tools/list')).result);
  await client.close();
  const tokens = (value: unknown) => JSON.stringify(value).length / CHARACTERS_A_TOKEN;
  const inputs = tools.map(({ name, title, description, inputSchema }) =>
    tokens({ name, title, description, inputSchema }),
  );
  const outputs = tools.map(({ outputSchema }) => tokens(outputSchema));
  const each = (values: readonly number[]) =>
    tools.map(({ name }, index) => `${name} ${values[index]?.toFixed(0)}`).join(', ');
  return [
    {
      name: 'tokens a tool, mean: name, title, description, input schema',
      unit: 'tokens',
      measured: meanOf(inputs),
      target: { sense: 'at most', limit: 300 },
      note: `characters / ${CHARACTERS_A_TOKEN}: ${each(inputs)}`,
    },
    {
      name: 'tokens a tool, mean: output schema',
      unit: 'tokens',
      measured: meanOf(outputs),
      note: `characters / ${CHARACTERS_A_TOKEN}: ${each(outputs)}`,
    },
  ];
}

/** The target is on the mean, and nothing about it is noisy. */
function meanOf(values: readonly number[]) {
  return spreadOf([values.reduce((sum, value) => sum + value, 0) / values.length]);
}
