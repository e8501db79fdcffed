import { onceInProcess } from '@/server/shared/state/process-state';
import type { ShellSize } from '../terminals/backend.types';
import type { ShellPresence } from './wire.types';

/** One who watches a shell through this process. */
export interface RoomMember {
  readonly personId: string;
  readonly personName: string;
  /** The size of this person's window. */
  readonly size: ShellSize;
  /** Applies the room's size to the shell. */
  applySize(size: ShellSize): void;
  showPresence(presence: ShellPresence): void;
}

interface Room {
  /** In the order in which they came; the last one to type or resize is `active`. */
  members: Set<RoomMember>;
  active: RoomMember;
  size: ShellSize;
}

const rooms = () => onceInProcess('terminal-rooms', () => new Map<string, Room>());

const keyOf = (surfaceId: string, ptyId: string) => `${surfaceId}/${ptyId}`;

/** A member's place in a room. */
export interface RoomPlace {
  /** The size that the shell has, or should have. */
  readonly shellSize: ShellSize;
  /** The member typed or resized: its window counts from now on. Cheap when it did already. */
  activate(): void;
  leave(): void;
}

/** Joins a shell's watchers as the active one. */
export function joinRoom(shell: { surfaceId: string; ptyId: string }, member: RoomMember): RoomPlace {
  const key = keyOf(shell.surfaceId, shell.ptyId);
  const room = rooms().get(key) ?? { members: new Set(), active: member, size: member.size };
  rooms().set(key, room);
  room.members.add(member);
  makeActive(room, member);
  return {
    get shellSize() {
      return room.size;
    },
    activate() {
      if (room.active !== member || !isSameSize(room.size, member.size)) makeActive(room, member);
    },
    leave() {
      if (!room.members.delete(member)) return;
      const last = [...room.members].at(-1);
      if (!last) rooms().delete(key);
      else if (room.active === member) makeActive(room, last);
      else announce(room);
    },
  };
}

/** Names of the people who watch a shell through this process, each once. */
export function watchersOf(surfaceId: string, ptyId: string): string[] {
  const members = [...(rooms().get(keyOf(surfaceId, ptyId))?.members ?? [])];
  return [...new Map(members.map((member) => [member.personId, member.personName])).values()];
}

function makeActive(room: Room, member: RoomMember): void {
  room.active = member;
  room.size = member.size;
  member.applySize(member.size);
  announce(room);
}

function isSameSize(one: ShellSize, other: ShellSize): boolean {
  return one.columns === other.columns && one.rows === other.rows;
}

function announce(room: Room): void {
  for (const member of room.members) {
    member.showPresence({
      watchers: [...room.members].map((other) => ({
        name: other.personName,
        isSelf: other === member,
        isActive: other === room.active,
      })),
      ...room.size,
    });
  }
}
