import { action } from './actions.ts';
import { program } from './program.ts';
import { pendingSamples, sample } from './samples.ts';

export const RESOURCES = [program, pendingSamples, sample, action];
