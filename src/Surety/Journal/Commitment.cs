using System.Text;

namespace Surety.Journal;

/// <summary>Stands for a text that lies beside the journal and may be erased: with the text and its salt anyone can check it, without them nobody can guess it. Source: docs/guide/record.md, "Erasure".</summary>
public static class Commitment
{
    /// <summary>Commits to a text.</summary>
    /// <param name="salt">Random bytes that are erased with it.</param><param name="text">The text.</param>
    public static Digest Of(ReadOnlySpan<byte> salt, string text) => Digest.Of([.. salt, .. Encoding.UTF8.GetBytes(text)]);
}
