import 'server-only';
import { headers } from 'next/headers';
import { cache } from 'react';
import { createContext } from '@/server/context';
import { createCaller } from '@/server/root';

/** Calls procedures from a server component, as the person who asked for the page. */
export const api = cache(async () => createCaller(createContext(await headers())));
