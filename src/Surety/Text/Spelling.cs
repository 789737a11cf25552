using System.Text;

namespace Surety.Text;

/// <summary>A phrase in its usual spelling: words of the grammar as the grammar has them, names as they were declared, one space where spaces do not count.</summary>
/// <param name="tokens">Of the whole phrase; the last is its end.</param>
internal sealed class Spelling(List<Token> tokens)
{
    // null: as the token is written; empty: part of what stands before it.
    readonly string?[] pieces = new string?[tokens.Count];

    /// <summary>Takes back what was said of a token that is now read in another way.</summary>
    public void Forget(int at) => pieces[at] = null;

    /// <summary>Says how tokens are spelled together.</summary>
    /// <param name="from">Index of the first.</param><param name="to">Index behind the last.</param><param name="text">Their spelling.</param>
    public void Set(int from, int to, string text)
    {
        for (var i = from; i < to; i++) pieces[i] = i == from ? text : "";
    }

    /// <summary>The phrase.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < tokens.Count - 1; i++)
        {
            var piece = pieces[i] ?? Usual(tokens[i]);
            if (piece.Length == 0) continue;
            if (text.Length > 0 && IsApart(i, piece, text[^1])) text.Append(' ');
            text.Append(piece);
        }
        return text.ToString();
    }

    bool IsApart(int at, string piece, char before) =>
        piece is not ("," or ":" or ")") && before != '(' && !(tokens[at] is { IsGlued: true, Kind: TokenKind.Word } && tokens[at - 1].Kind == TokenKind.Number && piece is "st" or "nd" or "rd" or "th");

    static string Usual(Token token) => token.Kind switch
    {
        TokenKind.Number => token.Text.TrimStart('0') is var digits && (digits.Length == 0 || digits[0] == '.') ? "0" + digits : digits,
        TokenKind.Clock => token.Text.PadLeft(5, '0'),
        TokenKind.Instant or TokenKind.Period => token.Text.ToUpperInvariant(),
        TokenKind.Quoted => $"\"{token.Text}\"",
        TokenKind.Word when token.IsGlued && token.Text.ToLowerInvariant() is "st" or "nd" or "rd" or "th" => token.Text.ToLowerInvariant(),
        TokenKind.Word or TokenKind.Date or TokenKind.Mark or TokenKind.End => token.Text,
    };
}
