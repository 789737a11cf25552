using System.Text;

namespace Surety.Text;

/// <summary>What a piece of a phrase is to a reader.</summary>
internal enum PieceKind
{
    /// <summary>A word or words of the grammar, a unit of time among them.</summary>
    Word,

    /// <summary>A name, or other free text.</summary>
    Name,

    /// <summary>An amount of money: <c>EUR 4000.00</c>.</summary>
    Money,

    /// <summary>A day of the week, or a range of them: <c>mon-fri</c>.</summary>
    Days,

    /// <summary>Hours: <c>08:00-12:00</c>.</summary>
    Hours,

    /// <summary>A number.</summary>
    Number,

    /// <summary>The ending that makes an ordinal of the number before it.</summary>
    Ending,

    /// <summary>A date: <c>2026-01-31</c>.</summary>
    Date,

    /// <summary>An instant, a period, or a time of day.</summary>
    Time,

    /// <summary>A sign.</summary>
    Sign,
}

/// <summary>One or more tokens that are spelled together.</summary>
internal readonly record struct Piece(string Text, PieceKind Kind);

/// <summary>A phrase in its usual spelling: words of the grammar as the grammar has them, names as they were declared, one space where spaces do not count.</summary>
/// <param name="tokens">Of the whole phrase; the last is its end.</param>
internal sealed class Spelling(List<Token> tokens)
{
    // null: as the token is written; empty: part of what stands before it.
    readonly Piece?[] pieces = new Piece?[tokens.Count];

    /// <summary>Takes back what was said of a token that is now read in another way.</summary>
    public void Forget(int at) => pieces[at] = null;

    /// <summary>Says how tokens are spelled together.</summary>
    /// <param name="from">Index of the first.</param><param name="to">Index behind the last.</param><param name="piece">Their spelling.</param>
    public void Set(int from, int to, Piece piece)
    {
        for (var i = from; i < to; i++) pieces[i] = i == from ? piece : new("", piece.Kind);
    }

    /// <summary>The pieces in their order.</summary>
    public IEnumerable<Piece> Pieces => Spelled().Select(p => p.Piece);

    /// <summary>The phrase.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (_, piece) in Spelled())
        {
            if (text.Length > 0 && IsApart(piece, text[^1])) text.Append(' ');
            text.Append(piece.Text);
        }
        return text.ToString();
    }

    IEnumerable<(int At, Piece Piece)> Spelled()
    {
        for (var i = 0; i < tokens.Count - 1; i++)
        {
            var piece = IsEnding(i) ? new(tokens[i].Text.ToLowerInvariant(), PieceKind.Ending) : pieces[i] ?? Usual(tokens[i]);
            if (piece.Text.Length > 0) yield return (i, piece);
        }
    }

    bool IsEnding(int at) =>
        at > 0 && tokens[at] is { IsGlued: true, Kind: TokenKind.Word } && tokens[at - 1].Kind == TokenKind.Number && tokens[at].Text.ToLowerInvariant() is "st" or "nd" or "rd" or "th";

    /// <summary>Whether a space stands before a piece.</summary>
    internal static bool IsApart(Piece piece, char before) => piece.Text is not ("," or ":" or ")") && before != '(' && piece.Kind != PieceKind.Ending;

    static Piece Usual(Token token) => token.Kind switch
    {
        TokenKind.Number => new(token.Text.TrimStart('0') is var digits && (digits.Length == 0 || digits[0] == '.') ? "0" + digits : digits, PieceKind.Number),
        TokenKind.Clock => new(token.Text.PadLeft(5, '0'), PieceKind.Time),
        TokenKind.Instant or TokenKind.Period => new(token.Text.ToUpperInvariant(), PieceKind.Time),
        TokenKind.Quoted => new($"\"{token.Text}\"", PieceKind.Name),
        TokenKind.Word => new(token.Text, PieceKind.Name),
        TokenKind.Date => new(token.Text, PieceKind.Date),
        TokenKind.Mark or TokenKind.End => new(token.Text, PieceKind.Sign),
    };
}
