'use client';
import type { ReactNode } from 'react';
import { ThemeProvider } from './theme';
import type { Theme } from './theme.types';
import { Toaster } from './toast';
import { TooltipProvider } from './tooltip';

const tooltipDelayMs = 350;

/** What the pieces need around them: the theme, one tooltip timing, one place for toasts. */
export function UiProviders({ theme, children }: { theme: Theme; children: ReactNode }) {
  return (
    <ThemeProvider initial={theme}>
      <TooltipProvider delayDuration={tooltipDelayMs} skipDelayDuration={tooltipDelayMs}>
        {children}
        <Toaster />
      </TooltipProvider>
    </ThemeProvider>
  );
}
