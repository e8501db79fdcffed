import 'server-only';
import { api } from '../api.server';

/** What the sign-in page offers: single sign-on, demo accounts, set-up still to be done. */
export async function signInOptions() {
  return (await api()).iam.signIn.options();
}
