export { idFromUuid, isId, newId, newUuid, uuidFromId, type Id, type IdPrefix } from './ids';
export { zId } from './ids.schema';
