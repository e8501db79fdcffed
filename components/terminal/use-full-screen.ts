'use client';
import { useEffect, useState } from 'react';

/**
 * Whether something fills the whole screen, and the way to change that. The page itself goes full screen, so that menus and dialogs
 * stay visible; where the browser refuses, it fills the window.
 */
export function useFullScreen(): [boolean, (isFull: boolean) => void] {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const follow = () => {
      if (!document.fullscreenElement) setFull(false);
    };
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  const change = (next: boolean) => {
    setFull(next);
    if (next) void document.documentElement.requestFullscreen?.().catch(() => undefined);
    else if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  };
  return [isFull, change];
}
