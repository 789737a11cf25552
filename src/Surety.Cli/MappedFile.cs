using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Surety.Cli;

/// <summary>A file as memory: what nobody looks at is never read from the disk. It stays open to the end of the process, since facts look into it.</summary>
internal sealed unsafe class MappedFile : MemoryManager<byte>
{
    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;
    readonly byte* start;
    readonly int length;

    MappedFile(string path, int length)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        this.length = length;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += view.PointerOffset;
    }

    /// <summary>Opens a file of less than 2 GiB that is not empty.</summary>
    public static ReadOnlyMemory<byte> Open(string path, int length) => new MappedFile(path, length).Memory;

    public override Span<byte> GetSpan() => new(start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
