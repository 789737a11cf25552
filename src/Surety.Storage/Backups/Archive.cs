using System.Security.Cryptography;
using System.Text;

namespace Surety.Storage.Backups;

/// <summary>
/// A tar archive of which every byte is known: its headers say a name and a length and nothing else, its last member <c>SHA256SUMS</c> has the hash of each other one, and whatever else stands in it was
/// changed. Source: docs/guide/operate.md, "What is in the file".
/// </summary>
static class Archive
{
    public const string Sums = "SHA256SUMS";

    /// <summary>Headers and members begin at multiples of it.</summary>
    internal const int Block = 512;

    const int NameLength = 100, LengthAt = 124, LengthDigits = 11, SumAt = 148;

    /// <summary>The only header that a member with this name and this length can have.</summary>
    internal static byte[] Header(string name, long length)
    {
        var header = new byte[Block];
        void Put(int at, string text) => Encoding.ASCII.GetBytes(text, header.AsSpan(at));
        Put(0, name);
        Put(100, "0000600");
        Put(108, "0000000");
        Put(116, "0000000");
        Put(LengthAt, Convert.ToString(length, 8).PadLeft(LengthDigits, '0'));
        Put(136, "00000000000");
        Put(SumAt, "        ");
        Put(156, "0");
        Put(257, "ustar");
        Put(263, "00");
        Put(SumAt, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        return header;
    }

    /// <summary>Name and length in a header; <c>null</c>: it is none of ours.</summary>
    internal static (string Name, long Length)? Read(byte[] header)
    {
        var name = Encoding.ASCII.GetString(header.AsSpan(0, NameLength)).TrimEnd('\0');
        var digits = Encoding.ASCII.GetString(header.AsSpan(LengthAt, LengthDigits));
        if (name.Length == 0 || !digits.All(c => c is >= '0' and <= '7')) return null;
        var length = Convert.ToInt64(digits, 8);
        return Header(name, length).AsSpan().SequenceEqual(header) ? (name, length) : null;
    }

    internal static int Padding(long length) => (int)((Block - (length % Block)) % Block);

    internal static string Line(Digest hash, string name) => $"{hash}  {name}\n";
}

/// <summary>Writes an archive, member by member.</summary>
sealed class ArchiveWriter(Stream output)
{
    readonly StringBuilder sums = new();

    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        sums.Append(Archive.Line(Digest.Of(bytes), name));
        Put(name, bytes);
    }

    /// <summary>Ends it.</summary>
    /// <returns>The hash of all hashes: it stands for the whole file.</returns>
    public Digest End()
    {
        var all = Encoding.ASCII.GetBytes(sums.ToString());
        Put(Archive.Sums, all);
        output.Write(new byte[2 * Archive.Block]);
        return Digest.Of(all);
    }

    void Put(string name, ReadOnlySpan<byte> bytes)
    {
        output.Write(Archive.Header(name, bytes.Length));
        output.Write(bytes);
        output.Write(new byte[Archive.Padding(bytes.Length)]);
    }
}

/// <summary>A member of an archive.</summary>
/// <param name="Name">Its name.</param><param name="At">Where its first byte stands.</param><param name="Length">How many it has.</param><param name="Hash">Of them.</param>
sealed record ArchiveMember(string Name, long At, int Length, Digest Hash);

/// <summary>Looks at every byte of an archive before anything in it is believed.</summary>
sealed class ArchiveReader(string file, Stream input)
{
    const int MostLength = 1 << 30;

    readonly List<ArchiveMember> members = [];

    /// <summary>All members but the hashes, in order.</summary>
    public IReadOnlyList<ArchiveMember> Members => members;

    /// <summary>The hash of all hashes.</summary>
    public Digest Whole { get; private set; }

    /// <summary>Reads all of it.</summary>
    /// <param name="tell">Hears how many members and bytes were read.</param><param name="cancellation">Ends it.</param>
    /// <returns>What is not as it was written, with its place; <c>null</c>: all is.</returns>
    public Problem? Check(Action<long, long>? tell, CancellationToken cancellation)
    {
        var header = new byte[Archive.Block];
        for (var at = 0L; ; at = input.Position)
        {
            cancellation.ThrowIfCancellationRequested();
            tell?.Invoke(members.Count, at);
            if (Fill(header) < header.Length) return at == 0 ? NoBackup() : Ends(at);
            if (Archive.Read(header) is not var (name, length)) return at == 0 ? NoBackup() : Changed(at, at + Archive.Block, $"what stands {(members.Count == 0 ? "at the beginning" : $"behind '{members[^1].Name}'")}");
            if (length > MostLength) return Changed(at, at + Archive.Block, $"the length of '{name}'");
            var bytes = new byte[length];
            if (Fill(bytes) < length) return Ends(input.Position, name);
            var padding = new byte[Archive.Padding(length)];
            if (Fill(padding) < padding.Length) return Ends(input.Position, name);
            if (padding.AsSpan().ContainsAnyExcept((byte)0)) return Changed(at + Archive.Block + length, input.Position, $"what stands behind '{name}'");
            if (name == Archive.Sums) return Compare(bytes, at + Archive.Block) ?? Rest();
            members.Add(new(name, at + Archive.Block, (int)length, Digest.Of(bytes)));
        }
    }

    /// <summary>The bytes of a member, again those that were looked at.</summary>
    /// <exception cref="InvalidDataException">They are others now.</exception>
    public byte[] Read(ArchiveMember member)
    {
        input.Position = member.At;
        var bytes = new byte[member.Length];
        if (Fill(bytes) < bytes.Length || Digest.Of(bytes) != member.Hash) throw new InvalidDataException($"'{member.Name}' was changed while it was read.");
        return bytes;
    }

    Problem? Compare(byte[] sums, long at)
    {
        var said = Encoding.Latin1.GetString(sums).Split('\n');
        for (var i = 0; i < members.Count; i++)
        {
            if (i >= said.Length || said[i] + "\n" == Archive.Line(members[i].Hash, members[i].Name)) continue;
            // One of the two was changed: where the line is about this member, the member; else the line.
            return said[i].EndsWith($"  {members[i].Name}", StringComparison.Ordinal) ? Changed(members[i].At, members[i].At + members[i].Length, $"'{members[i].Name}', or its line in {Archive.Sums}")
                : Changed(at, at + sums.Length, $"'{Archive.Sums}', or the name of '{members[i].Name}'");
        }
        if (said.Length != members.Count + 1 || said[^1].Length > 0) return Changed(at, at + sums.Length, $"'{Archive.Sums}': it has lines of {said.Length - 1} members, and there are {members.Count}");
        Whole = Digest.Of(sums);
        return null;
    }

    Problem? Rest()
    {
        var (at, rest) = (input.Position, new byte[(2 * Archive.Block) + 1]);
        var length = Fill(rest);
        if (length < 2 * Archive.Block) return Ends(at + length);
        return length > 2 * Archive.Block || rest.AsSpan().ContainsAnyExcept((byte)0) ? Changed(at, input.Length, "what stands behind its end") : null;
    }

    int Fill(byte[] bytes) => input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

    Problem NoBackup() => Of("backup.form", "This is no backup of a record, or its first bytes were changed.", "'surety backup' makes one; what 'surety export' wrote is a pack, and 'surety verify' reads it.");

    Problem Ends(long at, string? within = null) => Of("backup.truncated", $"It ends at byte {at}{(within is null ? "" : $", within '{within}'")}, and a part is missing.", Another);

    Problem Changed(long from, long to, string what) => Of("backup.changed", $"It is not what was written: bytes {from} to {to - 1}, {what}.", Another);

    Problem Of(string code, string message, string mend) => new(new(file, 0, 0), Severity.Error, code, message, mend);

    const string Another = "Nothing was restored. Take another copy of it, or an older backup.";
}
