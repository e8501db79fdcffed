import type { ReactNode } from 'react';

export type MessagePageProps = {
  /** A short mark above the title: "404". */
  mark?: ReactNode;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  /** The wordmark, at the top left. */
  logo?: ReactNode;
};

/** A page that says one thing: not found, no right, first run, an error. */
export function MessagePage({ mark, title, children, actions, logo }: MessagePageProps) {
  return (
    <div className="grid min-h-dvh grid-rows-[3.5rem_1fr] bg-canvas">
      <div className="page-gutter flex items-center">{logo}</div>
      <main className="page-gutter mx-auto w-full max-w-[40rem] pt-[12vh] pb-16">
        {mark && <p className="mb-3 font-mono text-13 text-faint">{mark}</p>}
        <h1 className="text-28 font-semibold">{title}</h1>
        <div className="mt-3 flex max-w-prose flex-col gap-3 text-14 text-muted">{children}</div>
        {actions && <div className="mt-6 flex flex-wrap gap-2">{actions}</div>}
      </main>
    </div>
  );
}
