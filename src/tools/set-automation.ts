import { type ConfirmFields, renderConfirm } from '../mcp/confirm-result.ts';
import { defineTool } from '../mcp/define-tool.ts';
import type { Services } from '../usecases/services.ts';
import { input, output, type SteerFields } from './automation-shapes.ts';

export const setAutomation = defineTool<Services>()({
  name: 'set_automation',
  title: 'Steer automation',
  description:
    'No arguments: the rules in words. Stricter holds at once, looser asks first. ' +
    'rule_mode=auto approves and ships by itself inside the caps. "Anyone with 1,000 GMV": minimum_gmv_30d=1000, posts and fulfilment 0.',
  kind: 'outside_write',
  input,
  output,
  // Loaded with the first call: the lists of a host must not wait for what only a call needs.
  handle: async (input, call) => (await import('./steer-automation.ts')).steerAutomation(input, call),
  render,
});

function render({ status, rules = [], ...data }: SteerFields): string {
  const confirm: ConfirmFields | null = status === 'shown' ? null : { ...data, status };
  return [...rules, ...(confirm ? [renderConfirm(confirm)] : [])].join('\n');
}
