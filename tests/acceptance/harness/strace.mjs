// Faults at a system call, by strace. It counts the calls of each thread by itself.
import { existsSync, readFileSync } from 'node:fs';

/** The words before a command under which its calls are written down, and maybe one of them fails. */
export const watched = (log, calls, fault = '', file = null) =>
    // A filter in the kernel spares all other calls, and lets no signal be put in.
    ['strace', '-f', ...(fault.includes(':signal=') ? [] : ['--seccomp-bpf']), '-qq', '-y', '-o', log, '-e', `trace=${calls}`, ...(file ? ['-P', file] : []), ...(fault ? ['-e', `inject=${fault}`] : [])];

export const linesOf = log => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []);

/** How often each call was made, by the thread that made it most. */
export function counts(log, calls) {
    const threads = new Map();
    for (const line of linesOf(log)) {
        const [, thread, call] = /^(\d+) +(\w+)\(/.exec(line) ?? [];
        if (calls.includes(call)) threads.set(`${call} ${thread}`, (threads.get(`${call} ${thread}`) ?? 0) + 1);
    }
    return Object.fromEntries(calls.map(call => [call, Math.max(0, ...[...threads].filter(([key]) => key.startsWith(`${call} `)).map(([, count]) => count))]));
}
