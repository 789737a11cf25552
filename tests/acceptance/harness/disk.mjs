// A file system of its own in a file, whose power can be cut. Wants root and loop devices.
import { existsSync, mkdirSync, readFileSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { has, must, run, sleep } from './machine.mjs';

export class Disk {
    constructor(folder, megabytes) {
        this.image = join(folder, 'image');
        this.root = join(folder, 'disk');
        this.megabytes = megabytes;
    }

    /** An empty file system. */
    async make() {
        writeFileSync(this.image, '');
        truncateSync(this.image, this.megabytes << 20);
        mkdirSync(this.root, { recursive: true });
        await must('mkfs.ext4', ['-q', '-F', '-m', '0', this.image]);
        await this.mount();
    }

    async mount() {
        await must('mount', ['-o', 'loop', this.image, this.root]);
        this.isMounted = true;
    }

    async unmount() {
        if (!this.isMounted) return;
        // Whoever was killed may still be going.
        for (let i = 0; i < 100 && (await run('umount', [this.root])).code !== 0; i++) await sleep(50);
        this.isMounted = (await run('mountpoint', ['-q', this.root])).code === 0;
        if (this.isMounted) throw new Error(`${this.root} is still in use`);
    }

    /** What is not on the disk by now never gets there: EXT4_IOC_SHUTDOWN, without flushing the log. */
    cut() {
        return has('python3') && !has('perl')
            ? must('python3', ['-c', 'import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack("I",2))', this.root])
            : must('perl', ['-e', 'open(F,"<",$ARGV[0]) or die $!; my $how = pack("I",2); ioctl(F,0x8004587d,$how) or die $!', this.root]);
    }

    /** The file system finds an error in itself, and takes no more writes until it is mounted again. Wants a kernel that can be told to. */
    async turnReadOnly() {
        await must('mount', ['-o', 'remount,errors=remount-ro', this.root]);
        writeFileSync(this.#trigger, '1');
    }

    get canTurnReadOnly() { return existsSync(this.#trigger); }

    get #trigger() {
        const device = readFileSync('/proc/mounts', 'utf8').split('\n').find(line => line.split(' ')[1] === this.root)?.split(' ')[0];
        return `/sys/fs/ext4/${basename(device ?? '?')}/trigger_fs_error`;
    }

    get free() {
        const { bavail, bsize } = statfsSync(this.root);
        return bavail * bsize;
    }
}
