using NodaTime;
using Surety.Calendars;
using Surety.Clocks;
using Surety.Facts;

namespace Surety.Scope;

/// <summary>A member of an inventory group, from whichever side it was heard of.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Name">Value of the label <c>member</c> in its facts.</param>
/// <param name="Existence">From its first instant to its last, open where nobody said; gaps between several stays lie inside.</param>
/// <param name="Stays">The times in which it exists: disjoint, in order, at least one; more than one where it left and came back.</param>
/// <param name="Attributes">Class, site and the like.</param>
/// <param name="Fee">Its own fee, in place of the one for each member; <c>null</c>: none.</param>
public sealed record CoveredMember(string Group, string Name, Interval Existence, ValueList<Interval> Stays, Labels Attributes, Fee? Fee)
{
    /// <summary>Whether it exists at some instant of a stretch of time.</summary>
    public bool ExistsIn(Interval time) => Stays.Any(stay => Members.Cut(stay, time) is not null);
}

/// <summary>Members that the agreement lists, joined with those that arrived as facts.</summary>
/// <remarks>Facts win, item by item: what a fact says of dates, an attribute or the fee holds; what it leaves open is as listed. Source: docs/guide/language.md, "inventory".</remarks>
/// <param name="All">In order of group and name.</param>
/// <param name="Notes">Sentences about members whose fact and listing disagree on dates; in the same order.</param>
public sealed record Members(ValueList<CoveredMember> All, ValueList<string> Notes)
{
    /// <summary>Members of one group, in order of their names.</summary>
    public IEnumerable<CoveredMember> Of(string group) => All.Where(m => m.Group == group);

    /// <summary>Joins lists and facts. Facts about groups that the agreement does not have are passed over.</summary>
    public static Members Of(ValueList<InventoryGroup> inventory, FactSet facts, DateTimeZone zone)
    {
        var told = facts.Members.Select(m => m with { From = m.From ?? StartOf(m.FromDay, zone), Until = m.Until ?? StartOf(m.UntilDay, zone) }).ToLookup(m => (m.Group, m.Name));
        var all = new List<CoveredMember>();
        var notes = new List<string>();
        foreach (var group in inventory.OrderBy(g => g.Name, StringComparer.Ordinal))
        {
            var names = group.Members.Select(m => m.Name).Concat(facts.Members.Where(m => m.Group == group.Name).Select(m => m.Name));
            foreach (var name in names.Distinct().Order(StringComparer.Ordinal))
                if (Joined(group, name, told[(group.Name, name)].ToList(), zone, notes) is { } member) all.Add(member);
        }
        return new(all.ToValueList(), notes.ToValueList());
    }

    /// <summary>The members as far as they are measured: each stay without the waiting period of its group; those that left before it was over are none.</summary>
    /// <param name="inventory">The groups.</param>
    /// <param name="around">The calendar around the clock.</param>
    /// <param name="zone">In which days are read.</param>
    public Members Measured(ValueList<InventoryGroup> inventory, BusinessCalendar around, DateTimeZone zone)
    {
        if (inventory.All(g => g.WaitingPeriod is null)) return this;
        return this with { All = All.Select(m => After(m, inventory.First(g => g.Name == m.Group).WaitingPeriod, around, zone)).OfType<CoveredMember>().ToValueList() };
    }

    static CoveredMember? After(CoveredMember member, Span? waiting, BusinessCalendar around, DateTimeZone zone)
    {
        if (waiting is null) return member;
        var stays = member.Stays.Select(s => !s.HasStart ? s : waiting.After(s.Start, around, zone) is { } from && (!s.HasEnd || from < s.End) ? new Interval(from, s.HasEnd ? s.End : null) : (Interval?)null).OfType<Interval>().ToList();
        return stays.Count == 0 ? null : member with { Existence = Hull(stays), Stays = stays.ToValueList() };
    }

    internal static Interval? Cut(Interval stay, Interval time)
    {
        var start = stay.HasStart && (!time.HasStart || stay.Start > time.Start) ? stay.Start : time.HasStart ? time.Start : (Instant?)null;
        var end = stay.HasEnd && (!time.HasEnd || stay.End < time.End) ? stay.End : time.HasEnd ? time.End : (Instant?)null;
        return start is { } from && end is { } until && until <= from ? null : new Interval(start, end);
    }

    static CoveredMember? Joined(InventoryGroup group, string name, List<Member> told, DateTimeZone zone, List<string> notes)
    {
        var listed = group.Members.FirstOrDefault(m => m.Name == name);
        var (from, until) = (StartOf(listed?.From, zone), StartOf(listed?.Until, zone));
        if (listed is not null && told.Exists(m => (m.From is { } f && f != from) || (m.Until is { } u && u != until)))
            notes.Add($"Facts give the member '{name}' of '{group.Name}' other dates than the agreement lists: the facts hold.");
        var stays = told.Count == 0 ? new[] { Stay(from, until) } : told.Select(m => Stay(m.From ?? from, m.Until ?? until));
        if (United(stays.OfType<Interval>()) is not { Count: > 0 } united) return null;
        var attributes = told.Aggregate(listed?.Attributes ?? Labels.None, (sum, m) => m.Attributes.Items.Aggregate(sum, (s, l) => s.With(l.Name, l.Value)));
        var fee = told.Select(m => m.Fee).LastOrDefault(f => f is not null) ?? listed?.Fee;
        return new(group.Name, name, Hull(united), united.ToValueList(), attributes, fee);
    }

    static Instant? StartOf(LocalDate? date, DateTimeZone zone) => date is { } day ? LocalTimes.StartOf(day, zone) : null;

    // Dates of two sources that leave no time between them: the member never existed.
    static Interval? Stay(Instant? from, Instant? until) => from is { } f && until is { } u && u <= f ? null : new Interval(from, until);

    static Interval Hull(List<Interval> stays) => new(stays[0].HasStart ? stays[0].Start : null, stays[^1].HasEnd ? stays[^1].End : null);

    static List<Interval> United(IEnumerable<Interval> stays)
    {
        var united = new List<Interval>();
        foreach (var stay in stays.OrderBy(s => s.HasStart ? s.Start : Instant.MinValue))
        {
            if (united.Count == 0 || (united[^1].HasEnd && stay.HasStart && stay.Start > united[^1].End)) united.Add(stay);
            else if (united[^1].HasEnd) united[^1] = new(Start(united[^1]), stay.HasEnd ? Instant.Max(united[^1].End, stay.End) : null);
        }
        return united;
    }

    static Instant? Start(Interval stay) => stay.HasStart ? stay.Start : null;
}
