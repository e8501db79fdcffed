/** All rules, in the order in which they are printed. */
import type { Rule } from '../rule';
import { noCycles } from './cycles';
import { DOOR_RULES } from './doors';
import { errorPages } from './error-pages';
import { LAYER_RULES } from './layers';
import { OWNER_RULES } from './owners';
import { routePlacement } from './routes';
import { tableOwnership } from './tables';
import { TEXT_RULES } from './text';

export const RULES: readonly Rule[] = [
  noCycles,
  ...LAYER_RULES,
  ...DOOR_RULES,
  tableOwnership,
  ...OWNER_RULES,
  routePlacement,
  errorPages,
  ...TEXT_RULES,
];
