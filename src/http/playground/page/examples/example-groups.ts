import { access } from './access.examples.js';
import { changing } from './changing.examples.js';
import type { ExampleGroup } from './example.js';
import { finding } from './finding.examples.js';
import { following } from './following.examples.js';
import { routing } from './routing.examples.js';
import { verifying } from './verifying.examples.js';

/** What the menu offers, in its order, which is also one in which everything works on a new installation. */
export const exampleGroups: readonly [ExampleGroup, ...ExampleGroup[]] = [
  finding,
  changing,
  routing,
  verifying,
  access,
  following,
];
