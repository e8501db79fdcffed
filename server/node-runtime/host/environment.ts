/**
 * An environment for a child process, with exactly these variables. Next's types demand NODE_ENV of every environment in the
 * repository; what the runtime starts has none of the portal's variables, this one included.
 */
export function environmentOf(variables: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return { ...variables } as NodeJS.ProcessEnv;
}
