export { databaseAddress, learnDatabaseAddress } from './database-address';
export { env, parseEnv, ROLES, type Env, type Role } from './env';
export { PROFILE_NAMES, readProfile, type Profile, type ProfileName } from './profile';
