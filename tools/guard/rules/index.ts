/** All rules, in the order in which they are printed. */
import type { Rule } from '../rule';
import { constraintErrors } from './constraints';
import { publicContract } from './contract';
import { noCycles } from './cycles';
import { DOOR_RULES } from './doors';
import { errorPages } from './error-pages';
import { LAYER_RULES } from './layers';
import { OWNER_RULES } from './owners';
import { permissionOnEveryProcedure } from './procedures';
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
  permissionOnEveryProcedure,
  publicContract,
  errorPages,
  constraintErrors,
  ...TEXT_RULES,
];
