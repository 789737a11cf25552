using NodaTime;

namespace Surety.Scope;

/// <summary>What is paid, by service, part and member, over any stretch of local dates.</summary>
/// <remarks>
/// A fee per month counts once for each whole calendar month; for part of a month, the share of its days; a quarter's fee is three equal months, a year's
/// twelve; a fee per day counts the days. Every <c>fee</c> of the agreement is a charge of its own: the fee of a service is what is written at the service, at its
/// parts and for its members, added. Days outside the term cost nothing. Source: docs/guide/language.md, "services".
/// </remarks>
/// <param name="Services">In the order written.</param>
/// <param name="Inventory">Groups.</param>
/// <param name="Members">Listed and told.</param>
/// <param name="Time">Outside it nothing is paid.</param>
public sealed record Charges(ValueList<Service> Services, ValueList<InventoryGroup> Inventory, Members Members, TermTime Time)
{
    /// <summary>Fees of one service with all its parts and members.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after it.</param>
    public Charge OfService(string service, LocalDate from, LocalDate until) =>
        Added($"fee of {service}", Services.Where(s => s.Name == service).SelectMany(s => Lines(s, null, from, until)));

    /// <summary>Fee of one part of a service.</summary>
    /// <param name="service">Name of the service.</param>
    /// <param name="part">Name of the part.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after it.</param>
    public Charge OfPart(string service, string part, LocalDate from, LocalDate until) =>
        Added($"fee of part {part} of {service}", Services.Where(s => s.Name == service).SelectMany(s => Lines(s, part, from, until)));

    /// <summary>Fee of one member while it exists.</summary>
    /// <param name="group">Name of its group.</param>
    /// <param name="member">Its name.</param>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after it.</param>
    public Charge OfMember(string group, string member, LocalDate from, LocalDate until) =>
        Added($"fee of {member}", Members.Of(group).Where(m => m.Name == member)
            .SelectMany(m => FeesOf(m).Select(f => new Line(f.Amount.Currency, MemberFee(f, [m], DaysOf(m, from, until))))));

    /// <summary>Every fee of the agreement, members' fees among them.</summary>
    /// <param name="from">First day.</param>
    /// <param name="until">First day after it.</param>
    public Charge All(LocalDate from, LocalDate until) => Added("all fees", Services.SelectMany(s => Lines(s, null, from, until)));

    /// <summary>The currency that the agreement's fees are in: the first that is written; <c>null</c>: there is no fee.</summary>
    public Currency? Currency =>
        Services.SelectMany(Written).Concat(Members.All.Select(m => m.Fee)).OfType<Fee>().Select(f => (Currency?)f.Amount.Currency).FirstOrDefault();

    sealed record Line(Currency Currency, Reason Why);

    readonly record struct Days(LocalDate From, LocalDate Until);

    static IEnumerable<Fee> Written(Service service) => service.Parts.Select(p => p.Fee).Prepend(service.Fee).OfType<Fee>();

    IEnumerable<Fee> FeesOf(CoveredMember member) =>
        member.Fee is { } own ? new[] { own } : Services.SelectMany(Written).Where(f => f.ForEachOf == member.Group);

    static Charge Added(string what, IEnumerable<Line> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0) return new Charge.NotStated($"The agreement states no {what}.");
        var currencies = all.Select(l => l.Currency).Distinct().OrderBy(c => c.Code, StringComparer.Ordinal).ToValueList();
        if (currencies.Count > 1) return new Charge.Mixed(currencies);
        var why = all is [var only] ? only.Why : Sum(what, currencies[0], all.Select(l => l.Why).ToValueList());
        return new Charge.Of(why.Value.Exact!.Value, currencies[0], why);
    }

    IEnumerable<Line> Lines(Service service, string? part, LocalDate from, LocalDate until)
    {
        var window = InTerm(from, until);
        var groups = new List<string>();
        foreach (var written in service.Parts.Prepend(new Part("", service.Fee)))
        {
            if (written.Fee is not { } fee || (part is not null && written.Name != part)) continue;
            var what = written.Name == "" ? $"fee of {service.Name}" : $"fee of part {written.Name} of {service.Name}";
            if (fee.ForEachOf is { } group)
            {
                groups.Add(group);
                yield return ForEach($"{what} for each of {group}", fee, Members.Of(group), from, until);
            }
            else yield return new(fee.Amount.Currency, Over(what, fee, window is { } days ? [days] : []));
        }
        // A member with a fee of its own pays it at the service that charges for each of its group, else at the service of the group.
        var charged = Services.SelectMany(Written).Select(f => f.ForEachOf).ToHashSet();
        if (part is null) groups.AddRange(Inventory.Where(g => g.Service == service.Name && !charged.Contains(g.Name)).Select(g => g.Name));
        foreach (var group in groups.Distinct())
            foreach (var line in OwnFees(Members.Of(group), from, until)) yield return line;
    }

    IEnumerable<Line> OwnFees(IEnumerable<CoveredMember> members, LocalDate from, LocalDate until) =>
        members.Select(m => (Member: m, m.Fee, Days: DaysOf(m, from, until))).Where(x => x.Fee is not null && x.Days.Count > 0)
            .Select(x => new Line(x.Fee!.Amount.Currency, MemberFee(x.Fee, [x.Member], x.Days)));

    // Members that exist on the same days cost the same: one part for all of them, so that ten thousand routers fit on a page.
    Line ForEach(string what, Fee fee, IEnumerable<CoveredMember> members, LocalDate from, LocalDate until) => new(fee.Amount.Currency, Sum(
        what, fee.Amount.Currency,
        members.Where(m => m.Fee is null).Select(m => (Member: m, Days: DaysOf(m, from, until))).Where(x => x.Days.Count > 0)
            .GroupBy(x => x.Days, x => x.Member).Select(g => MemberFee(fee, g.ToList(), g.Key)).ToValueList(), fee.Clause));

    static Reason MemberFee(Fee fee, List<CoveredMember> members, ValueList<Days> days)
    {
        if (members is [var one]) return Over($"fee of {one.Name}", fee, days);
        var named = string.Join(", ", members.Take(3).Select(m => m.Name)) + (members.Count > 3 ? $" and {members.Count - 3} more" : "");
        var each = Over("fee of each", fee, days);
        return new($"fee of {named}", new Figure.Amount(each.Value.Exact!.Value * members.Count, fee.Amount.Currency), Follows.Product,
            [new("members", new Figure.Count(members.Count), Follows.Given), each], fee.Clause);
    }

    /// <summary>Days of a stretch on which a member exists, if only for part of the day.</summary>
    ValueList<Days> DaysOf(CoveredMember member, LocalDate from, LocalDate until)
    {
        if (InTerm(from, until) is not { } window) return [];
        var days = new List<Days>();
        foreach (var stay in member.Stays)
        {
            var first = stay.HasStart ? LocalDate.Max(window.From, stay.Start.InZone(Time.Term.Zone).Date) : window.From;
            var next = stay.HasEnd ? LocalDate.Min(window.Until, (stay.End - Duration.Epsilon).InZone(Time.Term.Zone).Date.PlusDays(1)) : window.Until;
            // A member that left and came back on one day is paid for that day once.
            if (days.Count > 0 && first < days[^1].Until) first = days[^1].Until;
            if (first < next) days.Add(new(first, next));
        }
        return days.ToValueList();
    }

    Days? InTerm(LocalDate from, LocalDate until)
    {
        var first = LocalDate.Max(from, Time.Term.From);
        var next = Time.LastDay is { } last ? LocalDate.Min(until, last.PlusDays(1)) : until;
        return first < next ? new(first, next) : null;
    }

    static Reason Sum(string what, Currency currency, ValueList<Reason> parts, Clause? clause = null) => new(
        what, new Figure.Amount(parts.Aggregate(Rational.Zero, (sum, p) => sum + p.Value.Exact!.Value), currency), Follows.Sum, parts, clause);

    static Reason Over(string what, Fee fee, ValueList<Days> days)
    {
        var units = days.SelectMany(d => fee.Per == FeePeriod.Day ? [InDays(d)] : Months(d)).ToValueList();
        var count = units is [var only] ? only
            : new Reason(fee.Per == FeePeriod.Day ? "days" : "months", new Figure.Number(units.Aggregate(Rational.Zero, (sum, u) => sum + u.Value.Exact!.Value)), Follows.Sum, units);
        var price = Price(fee);
        return new(what, new Figure.Amount(count.Value.Exact!.Value * price.Value.Exact!.Value, fee.Amount.Currency), Follows.Product, [count, price], fee.Clause);
    }

    static Reason Price(Fee fee)
    {
        var stated = new Reason($"fee per {Word(fee.Per)}", new Figure.Amount(fee.Amount.Amount, fee.Amount.Currency), Follows.Given, [], fee.Clause);
        var months = fee.Per switch { FeePeriod.Day or FeePeriod.Month => 1, FeePeriod.Quarter => 3, FeePeriod.Year => 12 };
        return months == 1 ? stated : new("fee per month", new Figure.Amount((Rational)fee.Amount.Amount / months, fee.Amount.Currency), Follows.Quotient,
            [stated, new($"months of a {Word(fee.Per)}", new Figure.Count(months), Follows.Given)], fee.Clause);
    }

    static string Word(FeePeriod per) => per switch { FeePeriod.Day => "day", FeePeriod.Month => "month", FeePeriod.Quarter => "quarter", FeePeriod.Year => "year" };

    static Reason InDays(Days days) => new($"days from {Text(days.From)} to {Text(days.Until.PlusDays(-1))}", new Figure.Count(Period.DaysBetween(days.From, days.Until)), Follows.Given);

    static IEnumerable<Reason> Months(Days days)
    {
        var whole = 0;
        var at = days.From;
        while (at < days.Until)
        {
            var first = new LocalDate(at.Year, at.Month, 1);
            var (next, end) = (first.PlusMonths(1), LocalDate.Min(days.Until, first.PlusMonths(1)));
            if (at == first && end == next) whole++;
            else
            {
                var (covered, length) = (Period.DaysBetween(at, end), Period.DaysBetween(first, next));
                yield return new($"share of {at:uuuu-MM} from {Text(at)} to {Text(end.PlusDays(-1))}", new Figure.Number(Rational.Of(covered, length)), Follows.Quotient,
                    [new("days covered", new Figure.Count(covered), Follows.Given), new("days of the month", new Figure.Count(length), Follows.Given)]);
            }
            at = end;
        }
        if (whole > 0) yield return new("whole months", new Figure.Count(whole), Follows.Given);
    }

    static string Text(LocalDate date) => date.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
