/**
 * Most bytes of output under way to one viewer that it has not acknowledged: the agent sends no more, and stops reading the PTY, until it
 * does. It bounds memory on the whole path and how much old output follows a Ctrl-C.
 */
export const viewerWindowBytes = 524_288;
/** Acknowledgements are gathered to this many bytes; it must stay well below the window. */
export const acknowledgeEveryBytes = 65_536;
/** `PtyAttachment.write` answers false while more input than this has not been taken by the PTY. */
export const inputUnderWayBytes = 131_072;
/** Most bytes kept of each of an exec's two output streams. */
export const execOutputMaxBytes = 262_144;
/** Most input of one viewer that may wait in all, and most that waits at one PTY. */
export const inputWaitingMaxBytes = 1_048_576;
