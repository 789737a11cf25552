namespace Surety.Text;

/// <summary>The one way to read a phrase: word by word, with the place of each. It never throws on what a person wrote.</summary>
/// <remarks>
/// <c>Try…</c> takes what it wants or leaves everything as it is. Each attempt is remembered, so that a refusal at that place names all
/// that could have stood there. Only the first refusal of a phrase is reported; the others are its consequences.
/// </remarks>
internal sealed class PhraseReader
{
    readonly Node.Scalar scalar;
    readonly List<Token> tokens;
    // Our own words and signs are put into quotes where they are told, which is seldom.
    readonly List<(string What, bool IsOurs)> expected = [];
    readonly Spelling? spelling;
    int furthest = -1;

    public PhraseReader(Node.Scalar scalar, Problems problems)
    {
        (this.scalar, Problems) = (scalar, problems);
        tokens = PhraseScanner.Tokens(scalar, problems);
        if (problems.Spellings is not null) spelling = new(tokens);
        HasRefused = tokens.Exists(t => t.IsFlawed);
    }

    /// <summary>Reads a whole scalar as one phrase.</summary>
    /// <returns><c>null</c>, and something is reported, where it is not one.</returns>
    public static T? Whole<T>(Node.Scalar scalar, Problems problems, Func<PhraseReader, T?> parse)
    {
        var phrase = new PhraseReader(scalar, problems);
        var value = parse(phrase);
        if (value is not null) phrase.ExpectEnd();
        else if (!phrase.HasRefused) phrase.Refuse("something else");
        if (phrase.HasRefused) return default;
        if (phrase.spelling is { } spelling) problems.Spellings![scalar] = spelling;
        return value;
    }

    /// <summary>Reads text that stands in no tree, as an option of a command does.</summary>
    /// <param name="file">What to name in locations.</param><param name="text">The phrase.</param><param name="parse">How to read it.</param>
    public static Result<T> Parse<T>(string file, string text, Func<PhraseReader, T?> parse) where T : class => Parse(file, text, parse, value => value);

    /// <inheritdoc cref="Parse{T}(string, string, Func{PhraseReader, T})"/>
    public static Result<T> Parse<T>(string file, string text, Func<PhraseReader, T?> parse) where T : struct => Parse(file, text, parse, value => value!.Value);

    static Result<TValue> Parse<TRead, TValue>(string file, string text, Func<PhraseReader, TRead?> parse, Func<TRead, TValue> value)
    {
        var problems = new Problems();
        var read = SourceText.Read(file, text, problems) is { } source ? Whole(new(source, 0, source.Text, ScalarStyle.Plain, default), problems, parse) : default;
        return read is null || problems.HasErrors ? new Result<TValue>.Refused(problems.ToValueList()) : new Result<TValue>.Ok(value(read), problems.ToValueList());
    }

    public Problems Problems { get; }

    /// <summary>Whether something was reported, so that the phrase has no value.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Index of the next token; give it to <see cref="Back"/> to try another reading.</summary>
    public int Position { get; private set; }

    public bool AtEnd => Peek().Kind == TokenKind.End;

    /// <summary>Where the next token stands.</summary>
    public Location At => LocationOf(Peek());

    public void Back(int position) => Position = position;

    public Token Peek(int ahead = 0) => tokens[Math.Min(Position + ahead, tokens.Count - 1)];

    public Token Next()
    {
        var token = Peek();
        spelling?.Forget(Position);
        if (Position < tokens.Count - 1) Position++;
        return token;
    }

    public Location LocationOf(Token token) => scalar.LocationAt(token.Start);

    /// <summary>Takes one or more of our own words, in any case: <c>TryWord("at least")</c>.</summary>
    public bool TryWord(string words)
    {
        var count = 0;
        for (var rest = words.AsSpan(); !rest.IsEmpty; count++)
        {
            var end = rest.IndexOf(' ');
            if (!Peek(count).IsWord(end < 0 ? rest : rest[..end])) return Missed(words, isOurs: true);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        Position += count;
        Spell(Position - count, words, PieceKind.Word);
        return true;
    }

    /// <summary>Takes the first of several of our own words or groups of words; longer ones have to stand before their beginnings.</summary>
    /// <returns>The one that was taken, as given.</returns>
    public string? TryAny(params IEnumerable<string> choices)
    {
        foreach (var choice in choices)
            if (TryWord(choice)) return choice;
        return null;
    }

    /// <summary>Takes a sign: <c>%</c>, <c>,</c>, <c>..</c>.</summary>
    public bool TryMark(string mark) => Peek().IsMark(mark) ? Take() : Missed(mark, isOurs: true);

    /// <summary>Takes a number as it stands, without sign.</summary>
    public decimal? TryNumber() => TryKind(TokenKind.Number, "a number")?.Number;

    /// <summary>Takes a number without decimals.</summary>
    public int? TryWhole()
    {
        if (Peek() is not { Kind: TokenKind.Number, Number: <= int.MaxValue } token || token.Text.Contains('.', StringComparison.Ordinal))
        {
            Missed("a whole number");
            return null;
        }
        Take();
        return (int)token.Number;
    }

    /// <summary>Takes a token of one kind.</summary>
    /// <param name="kind">The kind.</param><param name="what">What it is to the reader of a refusal: <c>a date</c>.</param>
    public Token? TryKind(TokenKind kind, string what)
    {
        if (Peek().Kind != kind) { Missed(what); return null; }
        return Next();
    }

    /// <summary>Takes our own words, or refuses.</summary>
    public bool ExpectWord(string words) => TryWord(words) || Refuse($"'{words}'");

    /// <summary>Takes a sign, or refuses.</summary>
    public bool ExpectMark(string mark) => TryMark(mark) || Refuse($"'{mark}'");

    /// <summary>Refuses whatever is left.</summary>
    public bool ExpectEnd() => AtEnd || Refuse("the end of the phrase");

    /// <summary>Takes one of the declared names, which may have several words: the longest that fits, letter case counting only where two differ by it alone.</summary>
    /// <param name="what">What is named: <c>a service</c>.</param><param name="declared">The names.</param>
    /// <returns>The name as declared; <c>null</c>, and nothing taken, where none stands here.</returns>
    public string? TryName(string what, IEnumerable<string> declared)
    {
        string? best = null;
        var length = 0;
        foreach (var name in declared)
        {
            var taken = TokensOf(name);
            if (taken == 0 || taken < length || (taken == length && !IsExactly(name, taken))) continue;
            (best, length) = (name, taken);
        }
        if (best is null) { Missed(what); return null; }
        Position += length;
        Spell(Position - length, best, PieceKind.Name);
        return best;
    }

    /// <summary>Takes one of the declared names, or refuses with the nearest.</summary>
    public string? Name(string what, IReadOnlyCollection<string> declared)
    {
        if (declared.Count == 0) return Refuse<string>($"{what}, and none is declared");
        if (TryName(what, declared) is { } name) return name;
        if (Peek().Kind is not (TokenKind.Word or TokenKind.Number)) return Refuse<string>(what);
        var near = Enumerable.Range(1, Math.Min(6, tokens.Count - 1 - Position)).Reverse()
            .Select(n => Nearest.To(Raw(Position, Position + n), declared)).FirstOrDefault(n => n is not null);
        Error(At, "phrase.name", $"{Quoted.Of(Raw(Position, tokens.Count - 1))} does not begin with the name of {what}.",
            near is not null ? $"Did you mean {Quoted.Of(near)}?" : $"Declared are: {Nearest.Listed(Raw(Position, Position + 1), declared, Quoted.Of)}.");
        return null;
    }

    /// <summary>What was taken from a position up to here, as it stands: the words of a clause.</summary>
    public string Since(int position) => Raw(position, Position);

    /// <summary>Takes everything that is left, as it stands.</summary>
    public string Rest()
    {
        var (from, rest) = (Position, Raw(Position, tokens.Count - 1));
        Position = tokens.Count - 1;
        Spell(from, rest, PieceKind.Name);
        return rest;
    }

    /// <summary>Takes everything up to the next of these signs or words, or to the end, as it stands.</summary>
    public string Until(params ReadOnlySpan<string> stops)
    {
        var from = Position;
        while (!AtEnd && !IsNext(stops)) Position++;
        Spell(from, Raw(from, Position), PieceKind.Name);
        return Raw(from, Position);
    }

    /// <summary>Says how what was taken since a position is usually written, where that is not how it was written here.</summary>
    public void Spell(int from, string text, PieceKind kind) => spelling?.Set(from, Position, new(text, kind));

    /// <summary>Reports "expected …, found …" at the furthest place that any attempt reached, with all that was tried there.</summary>
    /// <param name="what">What was expected at this place.</param>
    /// <returns><c>false</c>, always.</returns>
    public bool Refuse(string what)
    {
        Missed(what);
        if (HasRefused) return false;
        Position = furthest;
        var told = expected.SelectMany(e => e.IsOurs ? [$"'{e.What}'"] : Each(e.What)).Distinct().ToList();
        var meant = OtherForms.InPhrase(Position > 0 && Peek(-1) is { Kind: TokenKind.Number } number ? number.Text : "", Raw(Position, tokens.Count - 1));
        var (words, near) = Near(told.Where(e => e[0] == '\'').Select(e => e.Trim('\'')).ToList());
        var found = AtEnd ? "the end of the text" : Quoted.Of(meant?.Found ?? Raw(Position, Position + words));
        var shown = Shortened(told, AtEnd ? "" : Raw(Position, Position + words));
        Error(At, "phrase.unexpected", $"Expected {Quoted.Join(shown)}, found {found}.", meant?.Mend ?? near ?? Sign() ?? WithoutUnit(told) ?? (shown.Count < told.Count ? "All that may stand here is in docs/guide/grammar.md." : null));
        return false;
    }

    /// <summary>More alternatives than that are not all told.</summary>
    const int Many = 10;

    /// <summary>Of many alternatives the one that shows whole phrases, or the first few that are no words of ours, and the words that are nearest to what stands here.</summary>
    static List<string> Shortened(List<string> told, string found)
    {
        if (told.Count <= Many) return told;
        var (words, others) = (told.FindAll(e => e[0] == '\''), told.FindAll(e => e[0] != '\''));
        var shown = others.FindLast(o => o.Contains(" like '", StringComparison.Ordinal)) is { } whole ? [whole] : others[..Math.Min(4, others.Count)];
        shown.AddRange(Nearest.Few(found, words.ConvertAll(w => w.Trim('\'')), 4).Select(w => $"'{w}'"));
        return [.. shown, $"{told.Count - shown.Count} more"];
    }

    /// <summary>Alternatives that are all our own words, each by itself: <c>'after' or 'before'</c> are two.</summary>
    static IEnumerable<string> Each(string what)
    {
        var each = what.Replace("' or '", "', '", StringComparison.Ordinal).Split("', '");
        return each.Length > 1 && what[0] == '\'' && what[^1] == '\'' && each.All(e => e.Trim('\'').IndexOf('\'') < 0) ? each.Select(e => $"'{e.Trim('\'')}'") : [what];
    }

    /// <summary>The words for a sign of comparison, which says the same in another grammar.</summary>
    string? Sign()
    {
        var rest = Raw(Position, tokens.Count - 1);
        return rest switch
        {
            ['>', '=', ..] or ['≥', ..] => $"Write 'at least {rest.TrimStart('>', '=', '≥', ' ')}'.",
            ['<', '=', ..] or ['≤', ..] => $"Write 'at most {rest.TrimStart('<', '=', '≤', ' ')}'.",
            ['>', ..] => $"Write 'above {rest.TrimStart('>', ' ')}'.",
            ['<', ..] => $"Write 'below {rest.TrimStart('<', ' ')}'.",
            _ => null,
        };
    }

    /// <summary>A number that ends a phrase in which a length of time is wanted.</summary>
    string? WithoutUnit(List<string> told) =>
        AtEnd && Position > 0 && Peek(-1) is { Kind: TokenKind.Number } number && told.Contains("'min'") && !told.Contains("the end of the phrase") ? $"Write the unit: '{number.Text} s', '{number.Text} min', '{number.Text} h' …" : null;

    /// <summary>What was probably meant, and how many of the words that stand here are that: <c>at leest</c> is one thing, and so is <c>atleast</c>.</summary>
    (int Words, string? Question) Near(List<string> ours)
    {
        var count = 0;
        while (count < 3 && Peek(count).Kind == TokenKind.Word) count++;
        for (; count > 0; count--)
            if (Nearest.To(Raw(Position, Position + count), count == 1 ? ours : ours.Where(o => o.Contains(' ', StringComparison.Ordinal))) is { } meant) return (count, $"Did you mean {Quoted.Of(meant)}?");
        return (1, null);
    }

    /// <summary>Refuses, for parsers that return <c>T?</c>.</summary>
    public T? Refuse<T>(string what)
    {
        Refuse(what);
        return default;
    }

    /// <summary>Reports something else that is wrong with the phrase.</summary>
    public void Error(Location at, string code, string message, string? mend = null)
    {
        if (!HasRefused) Problems.Error(at, code, message, mend);
        HasRefused = true;
    }

    bool IsNext(ReadOnlySpan<string> stops)
    {
        foreach (var stop in stops)
            if (Peek().IsMark(stop) || Peek().IsWord(stop)) return true;
        return false;
    }

    bool Take()
    {
        Next();
        return true;
    }

    bool Missed(string what, bool isOurs = false)
    {
        if (Position > furthest)
        {
            furthest = Position;
            expected.Clear();
        }
        if (Position == furthest && !expected.Contains((what, isOurs))) expected.Add((what, isOurs));
        return false;
    }

    string Raw(int from, int to)
    {
        if (from >= to) return "";
        return scalar.Text[tokens[from].Start..(tokens[to - 1].Start + tokens[to - 1].Length)];
    }

    // A name is compared as it would be cut into tokens, so that spaces between its words do not count.
    int TokensOf(string name)
    {
        var (at, count) = (0, 0);
        while (at < name.Length)
        {
            if (char.IsWhiteSpace(name[at])) { at++; continue; }
            var token = Peek(count);
            var written = token.Kind == TokenKind.End ? "" : Raw(Position + count, Position + count + 1);
            if (written.Length == 0 || string.Compare(name, at, written, 0, written.Length, StringComparison.OrdinalIgnoreCase) != 0) return 0;
            at += written.Length;
            count++;
            // "web shop" does not begin "web shopping": a token that ends inside a word of the name is another word.
            if (at < name.Length && !char.IsWhiteSpace(name[at]) && !Peek(count).IsGlued) return 0;
            if (at < name.Length && char.IsWhiteSpace(name[at]) && Peek(count).IsGlued && Peek(count).Kind != TokenKind.End) return 0;
        }
        return count;
    }

    bool IsExactly(string name, int count) => Raw(Position, Position + count) == name;
}
