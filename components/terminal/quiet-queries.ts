import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * Keeps a terminal from answering questions in its output while `isQuiet`: what is replayed was answered long ago, and of several
 * viewers one answers. Without this, a reload would type the answers into the shell. Questions: device attributes and status
 * (CSI c, n), modes (CSI $p), window reports (CSI t), colours (OSC 4, 10, 11, 12 with "?"), settings (DCS $q).
 */
export function quietQueries({ parser }: Terminal, isQuiet: () => boolean): IDisposable {
  const quiet = () => isQuiet();
  const asks = (data: string) => data.includes('?') && isQuiet();
  const handlers = [
    ...['', '>', '='].map((prefix) => parser.registerCsiHandler({ ...(prefix && { prefix }), final: 'c' }, quiet)),
    ...['', '?'].map((prefix) => parser.registerCsiHandler({ ...(prefix && { prefix }), final: 'n' }, quiet)),
    ...['', '?'].map((prefix) =>
      parser.registerCsiHandler({ ...(prefix && { prefix }), intermediates: '$', final: 'p' }, quiet),
    ),
    parser.registerCsiHandler({ final: 't' }, quiet),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, quiet),
    ...[4, 10, 11, 12].map((identifier) => parser.registerOscHandler(identifier, asks)),
  ];
  return { dispose: () => handlers.forEach((handler) => handler.dispose()) };
}
