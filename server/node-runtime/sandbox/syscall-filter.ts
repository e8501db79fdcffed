/**
 * System calls that reach past the namespaces of a workspace, or that are known above all as ways to attack a kernel. They are numbered per
 * architecture (asm/unistd.h).
 *
 * - Kernel keys, the kernel's log, its performance counters: not kept apart by any namespace.
 * - io_uring: also the way round a filter on `socket`.
 * - Modules, kexec, BPF, userfaultfd: nothing that a workspace without rights has use for.
 */
const refusedCalls = {
  x64: [248, 249, 250, 103, 298, 425, 426, 427, 175, 313, 246, 320, 321, 323],
  arm64: [217, 218, 219, 116, 241, 425, 426, 427, 105, 273, 104, 294, 280, 282],
} as const;
const socketCall = { x64: 41, arm64: 198 } as const;
/** From linux/audit.h: the machine and its bits. A 32-bit program would come in by other numbers, so there are none. */
const auditArchitecture = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;
/** x32 programs use the same architecture with this bit set in the number. */
const x32Bit = 0x4000_0000;
/** Sockets between virtual machines and their host know no network namespace (linux/socket.h). */
const addressFamilyVsock = 40;

const loadWord = 0x20;
const jumpIfEqual = 0x15;
const jumpIfGreaterOrEqual = 0x35;
const answer = 0x06;
const allow = 0x7fff_0000;
const refuseWith = (errorNumber: number) => 0x0005_0000 + errorNumber;
const notPermitted = 1;
const noSuchCall = 38;
const noSuchAddressFamily = 97;
/** Places in the kernel's `seccomp_data`. */
const callNumber = 0;
const architecture = 4;
const firstArgument = 16;

type Instruction = readonly [code: number, onTrue: number, onFalse: number, value: number];

/** The filter as a classic BPF program, the form that bwrap takes; undefined on an architecture whose numbers are not known here. */
export function buildSyscallFilter(machine: string): Buffer | undefined {
  if (machine !== 'x64' && machine !== 'arm64') return undefined;
  const refuseIfEqual = (call: number): Instruction[] => [
    [jumpIfEqual, 0, 1, call],
    [answer, 0, 0, refuseWith(notPermitted)],
  ];
  const program: Instruction[] = [
    [loadWord, 0, 0, architecture],
    [jumpIfEqual, 1, 0, auditArchitecture[machine]],
    [answer, 0, 0, refuseWith(noSuchCall)],
    [loadWord, 0, 0, callNumber],
    [jumpIfGreaterOrEqual, 0, 1, x32Bit],
    [answer, 0, 0, refuseWith(noSuchCall)],
    ...refusedCalls[machine].flatMap(refuseIfEqual),
    [jumpIfEqual, 0, 3, socketCall[machine]],
    [loadWord, 0, 0, firstArgument],
    [jumpIfEqual, 0, 1, addressFamilyVsock],
    [answer, 0, 0, refuseWith(noSuchAddressFamily)],
    [answer, 0, 0, allow],
  ];
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, onTrue, onFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(onTrue, index * 8 + 2);
    bytes.writeUInt8(onFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  });
  return bytes;
}
