using NodaTime;

namespace Surety.Journal;

/// <summary>Something that a side proposed to the other. Source: docs/guide/record.md, "Exclusions and corrections".</summary>
/// <param name="What">What the journal says of it.</param>
/// <param name="Seq">The entry.</param>
/// <param name="Known">When it was proposed.</param>
/// <param name="By">Who wrote it, as the entry says.</param>
/// <param name="Answer">The answer; <c>null</c>: it is open.</param>
public sealed record Suggestion(Recorded.Suggested What, long Seq, Instant Known, string? By, SuggestionAnswer? Answer)
{
    /// <summary>Names of proposals begin with this; batches of facts that nobody proposed do not.</summary>
    public const string Prefix = "prp_";

    const int Longest = 60;

    /// <summary>Whether a text may be the name of a proposal.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length is > 4 and <= 4 + Longest && text.AsSpan(Prefix.Length).IndexOfAnyExcept(Legal) < 0;
    }

    static readonly System.Buffers.SearchValues<char> Legal = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary>Who somebody is where two have to be there: a person by its name; whoever writes without one, at the command line or with a key of a program, counts as one, <c>machine</c>.</summary>
    public static string PersonOf(string? by) => by is not null && by.StartsWith("person:", StringComparison.Ordinal) ? by : "machine";

    /// <summary>Whether a key of a program wrote it: nobody can tell which person has it.</summary>
    public static bool IsKey(string? by) => by?.StartsWith("key:", StringComparison.Ordinal) == true;

    /// <summary>The side whose answer is asked for: the other one, unless one keeps the agreement alone.</summary>
    public Side Asked(Side? keptBy) => keptBy ?? OtherThan(What.Side);

    internal static Side OtherThan(Side side) => side == Side.Provider ? Side.Customer : Side.Provider;

    /// <summary>Why an answer cannot be given; <c>null</c>: it can.</summary>
    internal Problem? Objection(Space space, long seq, string? by, Recorded.Answered answered)
    {
        if (answered.Answer == ProposalAnswer.Accepted != answered.Consent is not null) return No("answer.form", "An acceptance says who consented, and no other answer does.");
        if (answered.Answer == ProposalAnswer.Withdrawn)
            return answered.Side == What.Side ? null : No("answer.side", $"Only the {Words.Of(What.Side)} can withdraw {What.Proposal}, which it proposed.", $"The {Words.Of(answered.Side)} accepts or refuses it.");
        if (answered.Consent == Consent.Text)
            return answered.Side == What.Side && seq == Seq + 1 && What.Kind is ProposalKind.Exclusion or ProposalKind.Announcement ? null
                : No("answer.text", "Only an exclusion or an announcement can stand by the text of the agreement alone, and then it does so in the moment in which it is proposed.");
        if (answered.Side != Asked(space.KeptBy)) return No("answer.side", $"The {Words.Of(What.Side)} proposed {What.Proposal}: it is the {Words.Of(Asked(space.KeptBy))} that accepts or refuses it.", $"The {Words.Of(What.Side)} can withdraw it.");
        var isAlone = space.KeptBy is not null;
        // Whoever has a key may be whoever is signed in.
        if (isAlone && (IsKey(by) || IsKey(By))) return No("answer.person", $"{What.Proposal} was {(IsKey(By) ? "proposed" : "answered")} with a key of a program, and two people have to be there: nobody can tell whose key it is.", "Propose and answer it signed in, as two people.");
        if (isAlone && PersonOf(by) == PersonOf(By)) return No("answer.person", $"{PersonOf(By)} proposed {What.Proposal}, and a second person of the {Words.Of(answered.Side)}, which keeps this agreement alone, has to answer it.", PersonOf(By) == "machine" ? "Whoever is at the command line, or has a key of a program, counts as one person, 'machine': somebody else signs in to a server and answers there. What was proposed can be withdrawn." : "Ask a colleague; what was proposed can be withdrawn.");
        return answered.Consent is not { } consent || consent == (isAlone ? Consent.SecondPerson : Consent.OtherSide) ? null : No("answer.form", $"Here it is {(isAlone ? "a second person" : "the other side")} that consents.");
    }

    static Problem No(string code, string message, string? mend = null) => new(default, Severity.Error, code, message, mend);
}

/// <summary>An answer to a proposal.</summary>
/// <param name="What">What the journal says of it.</param><param name="Seq">The entry.</param><param name="Known">When it was given.</param><param name="By">Who wrote it, as the entry says.</param>
public sealed record SuggestionAnswer(Recorded.Answered What, long Seq, Instant Known, string? By);
