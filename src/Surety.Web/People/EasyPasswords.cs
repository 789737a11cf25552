using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Surety.Web.People;

/// <summary>Passwords that whoever guesses tries first. Source: docs/guide/operate.md, "Passwords".</summary>
static class EasyPasswords
{
    /// <summary>A password has so many characters at least, beside those of names that everybody knows.</summary>
    public const int Least = 12;

    /// <summary>Shorter words stand in others by chance.</summary>
    const int LeastOfWord = 3;

    /// <summary>
    /// The first 8 bytes of SHA-256 of each of the 10,000 passwords of 12 characters and more that are used most, in lower case, in order.
    /// They are those of Mark Burnett's ten million passwords, as SecLists has them (10-million-password-list-top-1000000).
    /// </summary>
    static readonly Lazy<byte[]> Common = new(() =>
    {
        using var stream = typeof(EasyPasswords).Assembly.GetManifestResourceStream("common-passwords")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    /// <summary>Why a password is easily guessed, as a sentence.</summary>
    /// <param name="password">As it was given; it is kept as it is.</param><param name="about">Names and e-mails of its person and party.</param>
    /// <returns><c>null</c>: it is not.</returns>
    public static string? Why(string password, ValueList<string> about)
    {
        var (all, rest) = (password.ToLowerInvariant(), password.ToLowerInvariant());
        foreach (var word in about.SelectMany(WordsOf).Append("surety").Distinct().OrderByDescending(w => w.Length)) rest = rest.Replace(word, "", StringComparison.Ordinal);
        return IsCommon(all) || IsCommon(rest) ? "This password is one of those that are tried first: many people have it."
            : rest.Length < Least ? $"Without the names of you and your party, your e-mail and 'surety', this password has {Surety.Statements.Display.Count(rest.Length, "character", "characters")}, and {Least} are needed."
            : null;
    }

    // The end of an e-mail (com, org) says nothing of anybody.
    static IEnumerable<string> WordsOf(string text) => new string([.. (text.Contains('@', StringComparison.Ordinal) ? text[..Math.Max(text.LastIndexOf('.'), 0)] : text).ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')])
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= LeastOfWord);

    static bool IsCommon(string password)
    {
        var sought = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
        var (low, high) = (0, Common.Value.Length / sizeof(ulong));
        while (low < high)
        {
            var middle = (low + high) / 2;
            var found = BinaryPrimitives.ReadUInt64BigEndian(Common.Value.AsSpan(middle * sizeof(ulong)));
            if (found == sought) return true;
            (low, high) = found < sought ? (middle + 1, high) : (low, middle);
        }
        return false;
    }
}
