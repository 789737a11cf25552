using System.Text;

namespace Surety.Facts;

/// <summary>What can happen to a ticket, as its source said it.</summary>
/// <param name="Happening">What it is read as.</param>
/// <param name="IsResumed">Whether the source said <c>resumed</c>, which makes sense after waiting only.</param>
internal readonly record struct TicketWord(Happening Happening, bool IsResumed);

/// <summary>
/// Plain ticket facts: without ids, corrections and instants at which they became known, none said twice. Tickets in order of their names, the events of one behind each
/// other in the order of <see cref="TicketTable"/>. Alone, they are the table as they lie; beside other facts about tickets, they are single facts like those.
/// </summary>
/// <param name="Names">Names of the tickets behind each other, UTF-8.</param>
/// <param name="NameStarts">Where each name begins, and one more entry for the end.</param>
/// <param name="About">Different sets of labels that tickets have.</param>
/// <param name="AboutOf">Of each ticket: what it is about when all its events are known.</param>
/// <param name="Starts">Index of each ticket's first event, and one more entry for the end.</param>
/// <param name="At">Unix ticks of each event.</param>
/// <param name="Words">Different things that happened.</param>
/// <param name="WordOf">Of each event.</param>
/// <param name="Labels">Different sets of labels that events came with.</param>
/// <param name="LabelsOf">Of each event.</param>
/// <param name="Places">Where each event stands.</param>
internal sealed record TicketColumns(
    ReadOnlyMemory<byte> Names, ReadOnlyMemory<int> NameStarts, ValueList<Labels> About, ReadOnlyMemory<int> AboutOf, ReadOnlyMemory<int> Starts, ReadOnlyMemory<long> At,
    ValueList<TicketWord> Words, ReadOnlyMemory<int> WordOf, ValueList<Labels> Labels, ReadOnlyMemory<int> LabelsOf, Origins Places)
{
    /// <summary>How many tickets.</summary>
    public int Count => AboutOf.Length;

    /// <summary>Whether all of it was known at an instant.</summary>
    /// <param name="limit">Unix ticks.</param>
    public bool IsKnownBy(long limit) => limit == long.MaxValue || !At.Span.ContainsAnyExceptInRange(long.MinValue, limit);

    /// <summary>Arranges facts.</summary>
    /// <param name="facts">All that are told of tickets; at least one.</param>
    /// <returns><c>null</c>: some of them are not plain.</returns>
    public static TicketColumns? Of(IReadOnlyCollection<Draft<TicketFact>> facts)
    {
        if (facts.Any(f => f.Head.Id is not null || f.Head.Supersedes is not null || f.Head.Known is not null)) return null;
        var (names, nameStarts, starts, aboutOf) = (new List<byte>(), new List<int> { 0 }, new List<int> { 0 }, new List<int>());
        var (at, wordOf, labelsOf, places) = (new List<long>(facts.Count), new List<int>(facts.Count), new List<int>(facts.Count), new List<Origin>(facts.Count));
        var (about, words, each) = (new Numbered<Labels>(), new Numbered<TicketWord>(), new Numbered<Labels>());
        foreach (var ticket in facts.GroupBy(f => f.Content.Ticket).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var ordered = TicketOrder.Sorted(ticket);
            for (var i = 1; i < ordered.Count; i++)
                if (ordered[i].Content with { IsResumed = false } == ordered[i - 1].Content with { IsResumed = false }) return null;
            aboutOf.Add(about.Of(TicketOrder.LabelsOf(ordered)));
            foreach (var (head, labels, fact) in ordered)
            {
                at.Add(fact.At);
                wordOf.Add(words.Of(new(new(fact.What, fact.To, fact.By), fact.IsResumed)));
                labelsOf.Add(each.Of(labels));
                places.Add(head.At);
            }
            names.AddRange(Encoding.UTF8.GetBytes(ticket.Key));
            nameStarts.Add(names.Count);
            starts.Add(at.Count);
        }
        return new(names.ToArray(), nameStarts.ToArray(), about.All, aboutOf.ToArray(), starts.ToArray(), at.ToArray(), words.All, wordOf.ToArray(), each.All, labelsOf.ToArray(), Origins.Of(places));
    }

    /// <summary>The events as single facts, which are settled with others.</summary>
    public IEnumerable<Draft<TicketFact>> Drafts() => Enumerable.Range(0, Count).SelectMany(DraftsOf);

    IEnumerable<Draft<TicketFact>> DraftsOf(int ticket)
    {
        var name = Encoding.UTF8.GetString(Names.Span[NameStarts.Span[ticket]..NameStarts.Span[ticket + 1]]);
        for (var i = Starts.Span[ticket]; i < Starts.Span[ticket + 1]; i++)
        {
            var ((what, to, by), isResumed) = Words[WordOf.Span[i]];
            yield return new(new(null, "", null, null, Places[i]), Labels[LabelsOf.Span[i]], new(name, At.Span[i], what, to, by, isResumed));
        }
    }

    /// <summary>The table that they are where nothing else is told of tickets.</summary>
    public TicketTable ToTable()
    {
        var table = new TicketTable(Names, NameStarts, About, AboutOf, Starts, At, Words.Select(w => w.Happening).ToValueList(), WordOf, Places, []);
        return DoubtsIn(table) is { Count: > 0 } doubts ? table.With(doubts.ToValueList()) : table;
    }

    // Whether anything is doubted depends on the story alone, which most tickets share with many.
    List<DoubtfulEvent> DoubtsIn(TicketTable table)
    {
        var (found, isSound) = (new List<DoubtfulEvent>(), new bool[table.Stories.Count]);
        var isKnown = new bool[isSound.Length];
        var storyOf = table.Stories.Of.Span;
        for (var ticket = 0; ticket < storyOf.Length; ticket++)
        {
            var story = storyOf[ticket];
            if (story >= 0 && isSound[story]) continue;
            var before = found.Count;
            TicketHistory.Read([.. DraftsOf(ticket)], ticket, found);
            if (story >= 0 && !isKnown[story]) (isKnown[story], isSound[story]) = (true, found.Count == before);
        }
        return found;
    }

    /// <summary>Gives each different value a number, in order of arrival.</summary>
    sealed class Numbered<T> where T : IEquatable<T>
    {
        readonly Dictionary<T, int> numbers = [];
        readonly List<T> all = [];

        public ValueList<T> All => all.ToValueList();

        public int Of(T value)
        {
            if (numbers.TryGetValue(value, out var number)) return number;
            numbers[value] = all.Count;
            all.Add(value);
            return all.Count - 1;
        }
    }
}
