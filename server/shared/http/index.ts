export { clientAddressOf } from './client-address';
export { frontDoor } from './front-door';
