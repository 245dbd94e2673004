import { action } from './actions.ts';
import { alerts } from './alerts.ts';
import { exportedList } from './exports.ts';
import { program } from './program.ts';
import { pendingSamples, sample } from './samples.ts';

export const RESOURCES = [program, pendingSamples, sample, alerts, action, exportedList];
