import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const started = z.object({ url: z.string(), environment: z.record(z.string(), z.string()) });

/** A sandbox in a process of its own, so that its processor time is not counted as ours. */
export class SandboxChild {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly #stop: () => Promise<void>;

  private constructor({ url, environment }: z.infer<typeof started>, stop: () => Promise<void>) {
    this.url = url;
    this.environment = environment;
    this.#stop = stop;
  }

  static async open(launcher: string, stateFile: string): Promise<SandboxChild> {
    const child = spawn(process.execPath, [launcher, 'sandbox', '--state', stateFile, '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    const line = new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      void exited.then(() => reject(new Error('The sandbox ended before it was up.')));
    });
    return new SandboxChild(started.parse(JSON.parse(await line)), async () => {
      child.kill('SIGTERM');
      await exited;
    });
  }

  /** What people do outside the API; answers what was done. */
  async act(acts: object): Promise<unknown> {
    return await this.#post('act', acts);
  }

  async advance(hours: number): Promise<void> {
    await this.#post('advance', { hours });
  }

  /** What is true in the invented world. */
  async oracle(): Promise<unknown> {
    const response = await fetch(`${this.url}/control/oracle`);
    return await response.json();
  }

  async #post(control: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.url}/control/${control}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The sandbox refused ${control}: ${JSON.stringify(answer)}`);
    return answer;
  }

  close(): Promise<void> {
    return this.#stop();
  }
}
