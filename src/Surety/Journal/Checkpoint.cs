using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Statements;

namespace Surety.Journal;

/// <summary>
/// What a journal was at an instant, signed by the machine that keeps it: whoever holds one can prove that nothing before it was changed since. Source: docs/guide/record.md, "Checkpoints"; a signed note
/// as C2SP tlog-checkpoint has it.
/// </summary>
/// <param name="Space">Name of the space.</param>
/// <param name="Size">How many entries.</param>
/// <param name="Root">Of the tree over them.</param>
/// <param name="Known">When it was signed.</param>
public sealed record Checkpoint(string Space, long Size, Digest Root, Instant Known)
{
    const string Origin = "surety/", KeyName = "surety";

    // The sort of key, as signed notes number them: ECDSA, with the hash of the public key as its name.
    const byte Ecdsa = 2;

    /// <summary>The lines that are signed.</summary>
    public string Text => $"{Origin}{Space}\n{Size}\n{Convert.ToBase64String(Root.ToBytes())}\nknown {Display.InUtc(Known)}\n";

    /// <summary>The note: the lines, and the signature below them.</summary>
    /// <param name="publicKey">Of the machine.</param><param name="signature">Over <see cref="Text"/>.</param>
    public string Note(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signature) => $"{Text}\n\u2014 {KeyName} {Convert.ToBase64String([.. NameOf(publicKey), .. signature])}\n";

    /// <summary>A note that went through mails and editors: with the line ends that it was signed with, and one behind its last line.</summary>
    public static string Mended(string note) => note.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') + "\n";

    /// <summary>Reads a note.</summary>
    /// <param name="note">Any text at all.</param>
    /// <param name="publicKey">The key that has to have signed it.</param>
    /// <returns><c>null</c>: it is no checkpoint, or that key did not sign it.</returns>
    public static Checkpoint? Read(string note, ReadOnlySpan<byte> publicKey)
    {
        if (Unsigned(note) is not { } read || note.Split('\n') is not [.., var last, ""] || !last.StartsWith($"\u2014 {KeyName} ", StringComparison.Ordinal)) return null;
        var signed = new byte[last.Length];
        if (!Convert.TryFromBase64String(last[$"\u2014 {KeyName} ".Length..], signed, out var length) || length < 4 || !signed.AsSpan(0, 4).SequenceEqual(NameOf(publicKey))) return null;
        return SignedText.IsSigned(publicKey, Encoding.UTF8.GetBytes(read.Text), signed.AsSpan(4, length - 4)) && read.Note(publicKey, signed.AsSpan(4, length - 4)) == note ? read : null;
    }

    /// <summary>Reads the lines of a note, whoever signed them.</summary>
    /// <returns><c>null</c>: it is no checkpoint.</returns>
    public static Checkpoint? Unsigned(string note)
    {
        if (note.Split('\n') is not [var origin, var size, var root, var known, "", ..] || !origin.StartsWith(Origin, StringComparison.Ordinal) || !known.StartsWith("known ", StringComparison.Ordinal)) return null;
        var hash = new byte[Digest.Length];
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var entries) || root.Length != 44 || !Convert.TryFromBase64String(root, hash, out var length) || length != Digest.Length) return null;
        return InstantPattern.ExtendedIso.Parse(known["known ".Length..]) is { Success: true, Value: var at } ? new(origin[Origin.Length..], entries, Digest.From(hash), at) : null;
    }

    static byte[] NameOf(ReadOnlySpan<byte> publicKey) => Digest.Of([.. Encoding.UTF8.GetBytes(KeyName + "\n"), Ecdsa, .. publicKey]).ToBytes()[..4];
}
