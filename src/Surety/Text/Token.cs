using NodaTime;

namespace Surety.Text;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>Letters, digits, <c>_</c>, and between them <c>- ' / . @</c>: <c>web</c>, <c>P1</c>, <c>mon-fri</c>, <c>platform-eu/http</c>.</summary>
    Word,

    /// <summary>Digits, perhaps with a point and more digits.</summary>
    Number,

    /// <summary><c>2026-01-31</c>.</summary>
    Date,

    /// <summary><c>08:00</c>, up to <c>24:00</c>.</summary>
    Clock,

    /// <summary><c>2026-10-01T08:00:00Z</c>, or with an offset.</summary>
    Instant,

    /// <summary><c>2026-10</c> or <c>2026-Q3</c>.</summary>
    Period,

    /// <summary>Text between double quotes, without them.</summary>
    Quoted,

    /// <summary>One sign, or <c>..</c>.</summary>
    Mark,

    /// <summary>Nothing is left.</summary>
    End,
}

/// <summary>A piece of a phrase.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it stands; of a quoted text, what is between the quotes.</param>
/// <param name="Start">Index of its first character in the scalar.</param>
/// <param name="Length">How many characters it takes.</param>
/// <param name="IsGlued">Whether it follows its neighbour without a space, as the <c>th</c> of <c>5th</c>.</param>
/// <param name="IsFlawed">Whether it has been reported already, so that no one complains about it again.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int Length, bool IsGlued, bool IsFlawed)
{
    /// <summary>Number: its value. Clock: minutes since midnight.</summary>
    public decimal Number { get; init; }

    public LocalDate Date { get; init; }

    public Instant Instant { get; init; }

    public bool IsWord(string word) => IsWord(word.AsSpan());

    public bool IsWord(ReadOnlySpan<char> word) => Kind == TokenKind.Word && Text.AsSpan().Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsMark(string mark) => Kind == TokenKind.Mark && Text == mark;
}
