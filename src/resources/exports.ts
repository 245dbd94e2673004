import { OperatorError } from '../domain/errors.ts';
import { defineFileResource } from '../mcp/define-file-resource.ts';
import type { Services } from '../usecases/services.ts';

export const exportedList = defineFileResource<Services>()({
  name: 'export',
  uriTemplate: 'affiliate://exports/{export_id}',
  variable: 'export_id',
  idPattern: /exp_[0-9A-Za-z]{1,40}/,
  title: 'Exported list',
  description: 'A list as a CSV file, for a day after a tool made it with format csv.',
  mimeType: 'text/csv',
  read: async (id, { services }) => {
    const { readExport } = await import('../usecases/export-list.ts');
    const file = await readExport(services, id);
    if (file) return file.content;
    throw new OperatorError(
      'not_found',
      'There is no such file: an exported list is kept for a day.',
      'Ask the list for format csv again.',
    );
  },
});
