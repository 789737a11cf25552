using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace Surety.Tests.Oracle;

/// <summary>Writes a drawn agreement as a user would write it from docs/guide/language.md.</summary>
sealed class ContractText
{
    readonly StringBuilder text = new();

    public static string Of(Contract contract)
    {
        var writer = new ContractText();
        writer.Head(contract);
        writer.Scope(contract);
        writer.Section(0, "metrics", contract.Metrics, m => MetricText.Of(m, writer.Line));
        writer.Section(0, "service levels", contract.Levels, writer.Write);
        writer.Escalation(contract);
        return writer.text.ToString();
    }

    void Line(int indent, string line) => text.Append(' ', indent * 2).Append(line).Append('\n');

    void Section<T>(int indent, string heading, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0) return;
        Line(indent, heading + ":");
        foreach (var item in items) write(item);
    }

    void Head(Contract contract)
    {
        foreach (var line in new[] { "surety: 1", "agreement: drawn", "parties:", "  provider:", "    name: P", "  customer:", "    name: C", "term:", $"  from: {Date(contract.From)}" }) Line(0, line);
        if (contract.To is { } to) Line(1, $"to: {Date(to)}");
        Line(1, $"time zone: {contract.Zone}");
    }

    void Scope(Contract contract)
    {
        Line(0, "scope:");
        Section(1, "calendars", contract.Calendars, Write);
        Section(1, "services", contract.Services, Write);
        Section(1, "inventory", contract.Groups, Write);
        var feeds = contract.Metrics.Select(m => m.Feed).OfType<string>().Distinct().ToList();
        Section(1, "feeds", feeds, f => Line(2, "- " + f));
        Section(1, "exclusions", contract.Exclusions, Write);
    }

    void Write(Hours calendar)
    {
        Line(2, calendar.Name + ":");
        if (calendar.Zone is { } zone) Line(3, $"time zone: {zone}");
        Line(3, "open:");
        var days = new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
        for (var i = 0; i < 7; i++)
            if (calendar.Week[i].Count > 0) Line(4, $"{days[i]}: {string.Join(" and ", calendar.Week[i].Select(r => Clock(r.From, r.Until)))}");
        if (calendar.Closed.Count + calendar.ClosedEvery.Count > 0) Line(3, "closed:");
        foreach (var (first, last) in calendar.Closed) Line(4, first == last ? $"- {Date(first)}" : $"- {Date(first)} to {Date(last)} holidays");
        foreach (var day in calendar.ClosedEvery) Line(4, $"- every {day.Day} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(day.Month)}");
        Section(3, "breaks", calendar.Breaks, b => Line(4, $"{Date(b.Date)}: {Clock(b.From, b.Until)}"));
        Section(3, "shifts", calendar.Shifts, b => Line(4, $"{Date(b.Date)}: {Clock(b.From, b.Until)}"));
    }

    void Write(Service service)
    {
        Line(2, service.Name + ":");
        if (service.Fee is { } fee) Line(3, $"fee: {Text(fee)}");
        if (service.Fee is null && service.Parts.Count == 0) Line(3, "description: free of charge");
        Section(3, "parts", service.Parts, p =>
        {
            Line(4, p.Name + ":");
            Line(5, $"fee: {Text(p.Fee)}");
        });
    }

    void Write(Group group)
    {
        Line(2, group.Name + ":");
        Line(3, $"of: {group.Of}");
        if (group.Attributes.Count > 0) Line(3, $"attributes: [{string.Join(", ", group.Attributes)}]");
        Section(3, "members", group.Members, m =>
        {
            Line(4, m.Name + ":");
            foreach (var (name, value) in m.Attributes) Line(5, $"{name}: {value}");
            if (m.From is { } from) Line(5, $"from: {Date(from)}");
            if (m.Until is { } until) Line(5, $"until: {Date(until)}");
            if (m.Fee is { } fee) Line(5, $"fee: {Text(fee)}");
        });
    }

    void Write(Exclusion exclusion)
    {
        Line(2, exclusion.Name + ":");
        Line(3, "means: time that does not count");
        if (exclusion.Of is { } of) Line(3, $"of: {of}");
        if (exclusion.Announced is { } notice) Line(3, $"announced: {notice.Count} {notice.Unit} before");
        if (exclusion.Calendar is { } calendar) Line(3, $"calendar: {calendar}");
        if (exclusion.Budget is { } budget) Line(3, $"at most: {budget.Hours} h per {budget.Per}");
        if (exclusion.AgreedBy is { } by) Line(3, $"agreed by: {by}");
        if (exclusion.OnlyDuring is { } during) Line(3, $"only during: {during}");
    }

    void Write(Level level)
    {
        Line(1, level.Name + ":");
        Line(2, level.Counts is { } counts ? $"counts: {counts}" : $"metric: {level.Metric}");
        Line(2, $"per: {level.Per.Words}");
        if (level.WindowZone is { } zone) Line(2, $"window zone: {zone}");
        if (level.Rows is [{ Conditions: { Count: 0 } } sole])
            Line(2, $"target: {TargetText.Of(sole.Target)}");
        else
            Section(2, "target", level.Rows, r => Line(3, $"{(r.Conditions is { } c ? Conditions(c) : "otherwise")}: {TargetText.Of(r.Target)}"));
        if (level.Minimum is { } minimum) Line(2, $"minimum: {minimum.Text}");
        if (level.Rounded is { } rounded) Line(2, $"rounded: to {rounded.Decimals} decimals, {rounded.How}");
        if (level.RoundedTime is { } time) Line(2, $"rounded: to {time.Words}, {time.How}");
        if (level.MetWithoutEvents) Line(2, "no events: met");
        if (level.CountsFrom is { } from) Line(2, $"counts from: {Date(from)}");
    }

    void Escalation(Contract contract)
    {
        if (contract.Credits.Count + contract.Rights.Count == 0) return;
        Line(0, "escalation:");
        Section(1, "credits", contract.Credits, Write);
        if (contract.OnlyTheBest) Line(1, "combined: best");
        if (contract.Caps is [var only]) Line(1, $"cap: {Text(only)}");
        else Section(1, "cap", contract.Caps, c => Line(2, $"- {Text(c)}"));
        Section(1, "rights", contract.Rights, Write);
    }

    void Write(Credit credit)
    {
        Line(2, credit.Name + ":");
        var conditions = credit.OnlyOtherwise ? ", priority otherwise" : credit.Conditions.Count > 0 ? ", " + Conditions(credit.Conditions) : "";
        Line(3, $"level: {credit.Level}{conditions}");
        if (credit.Of is { } of) Line(3, $"of: {Text(of)}");
        Section(3, "bands", credit.Bands, b => Line(4, $"- {b.Range.Text}: {Text(b.Award)}"));
        if (credit.Formula is { } formula) Line(3, $"for each: {Text(formula)}");
        if (credit.PaidIf is { } paid) Line(3, $"paid if: {(paid.Inclusive ? "at least" : "above")} {Money(paid.Amount)}");
        if (credit.Cap is { } cap) Line(3, $"cap: {Text(cap)}");
        if (credit.Rounding is { } rounding) Line(3, $"rounding: {rounding}");
    }

    void Write(Right right)
    {
        Line(2, right.Name + ":");
        Section(3, "when", right.When, t => Line(4, $"- {t.Level} {t.Range?.Text ?? "missed"} in {(t.Count == 1 && t.OutOf == 0 ? "1 window" : t.OutOf == 0 ? $"{t.Count} consecutive windows" : $"{t.Count} of {t.OutOf} windows")}"));
        if (right.SkipsNoVerdict) Line(3, "no verdict: skipped");
        if (right.ExercisedWithinDays is { } days) Line(3, $"exercised within: {days} days");
    }

    public static string Date(LocalDate date) => LocalDatePattern.Iso.Format(date);

    public static string Conditions(IEnumerable<(string Label, string Value)> conditions) => string.Join(", ", conditions.Select(c => $"{c.Label} {c.Value}"));

    static string Clock(int from, int until) => $"{from / 60:00}:{from % 60:00}-{until / 60:00}:{until % 60:00}";

    static string Money(decimal amount) => "EUR " + amount.ToString("0.00", CultureInfo.InvariantCulture);

    static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    static string Text(Fee fee) => $"{Money(fee.Amount)} per {fee.Per}{(fee.ForEachOf is { } group ? $" for each of {group}" : "")}";

    static string Text(Award award) => award.Percent is { } percent ? $"{Number(percent)} %" : award.Money is { } money ? Money(money) : "none";

    static string Text(Base of)
    {
        var what = of.What switch
        {
            "all fees" => "all fees",
            "service" => $"the fee of {of.Name}",
            "part" => $"the fee of part {of.Part} of {of.Name}",
            "money" => Money(of.Money),
            _ => $"the fee of {of.What}",
        };
        return of.Period is { } period ? $"{what} of the {period}" : what;
    }

    static string Text(Formula formula)
    {
        var unit = formula.Unit.Length > 0 ? formula.Unit + " " : "";
        var each = formula.Per switch
        {
            "miss" => "miss",
            "distance" => $"{unit}{Number(formula.Step)} % {(formula.Above ? "above" : "below")} the target",
            _ => $"{unit}{Number(formula.Step)} min of downtime",
        };
        return $"{each} gives {Text(formula.Gives)}{(formula.AtMost is { } most ? $", at most {Text(most)}" : "")}";
    }

    static string Text(Cap cap) => (cap.Percent is { } percent ? $"{Number(percent)} % of {Text(cap.Of!)}" : Money(cap.Money)) + (cap.Per is { } per ? $" per {per}" : "");
}
