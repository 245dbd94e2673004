import { enableCompileCache } from 'node:module';

// The program from its sources, also where an older build lies in dist, which the launcher would prefer.
enableCompileCache();
const { main } = await import('../../src/cli.ts');
process.exitCode = await main(process.argv.slice(2));
