namespace Surety.Text;

/// <summary>A sentence in one language, or a part of one. Pieces that there are in English only are told apart, so that a page can say so.</summary>
/// <param name="Pieces">In their order; empty: nothing is said.</param>
public sealed record Sentence(ValueList<Sentence.Piece> Pieces)
{
    /// <summary>Nothing.</summary>
    public static Sentence Nothing { get; } = new([]);

    /// <summary>Some words of a sentence.</summary>
    /// <param name="Text">As it stands.</param>
    /// <param name="IsEnglish">Whether it is English in a sentence that is not.</param>
    public readonly record struct Piece(string Text, bool IsEnglish);

    /// <summary>Whether there is nothing to say.</summary>
    public bool IsEmpty => Pieces.All(p => p.Text.Length == 0);

    /// <summary>Text in the language of the sentence, and names, which are in none.</summary>
    public static implicit operator Sentence(string text) => text.Length == 0 ? Nothing : new([new(text, false)]);

    /// <summary>The words alone.</summary>
    public static implicit operator string(Sentence sentence) => sentence.ToString();

    /// <summary>English words in a sentence that is not.</summary>
    public static Sentence InEnglish(string text) => new([new(text, true)]);

    /// <summary>One after the other.</summary>
    public static Sentence operator +(Sentence first, Sentence second) => new([.. first.Pieces, .. second.Pieces]);

    /// <summary>All of them, with a text between each and the next.</summary>
    public static Sentence Join(string between, IEnumerable<Sentence> sentences)
    {
        var pieces = new List<Piece>();
        foreach (var sentence in sentences)
        {
            if (pieces.Count > 0) pieces.Add(new(between, false));
            pieces.AddRange(sentence.Pieces);
        }
        return new(pieces.ToValueList());
    }

    /// <summary>The same as the beginning of a sentence: with a capital.</summary>
    public Sentence Begun() => Pieces.Count > 0 && Pieces[0] is { Text.Length: > 0 } first ? new([first with { Text = char.ToUpperInvariant(first.Text[0]) + first.Text[1..] }, .. Pieces.Skip(1)]) : this;

    /// <summary>The same with neighbours of one kind in one piece.</summary>
    internal Sentence Joined()
    {
        var pieces = new List<Piece>();
        foreach (var piece in Pieces)
        {
            if (pieces.Count > 0 && pieces[^1].IsEnglish == piece.IsEnglish) pieces[^1] = piece with { Text = pieces[^1].Text + piece.Text };
            else pieces.Add(piece);
        }
        return new(pieces.ToValueList());
    }

    /// <inheritdoc/>
    public override string ToString() => Pieces is [var one] ? one.Text : string.Concat(Pieces.Select(p => p.Text));
}
