using System.Globalization;
using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Metrics;
using Surety.Scope;

namespace Surety.Tests.Templates;

/// <summary>Facts that reach every metric of an agreement, good and bad ones, as JSON Lines. They are no story: they only have to be there.</summary>
static class FactsOfEverything
{
    /// <summary>Facts of some days from an instant on.</summary>
    public static byte[] Of(Agreement agreement, Instant from, int days)
    {
        var lines = new StringBuilder();
        foreach (var metric in agreement.Metrics)
            foreach (var labels in LabelsOf(agreement, metric))
                for (var day = 0; day < days; day++) Day(lines, metric, labels, from + Duration.FromDays(day), day);
        foreach (var (exclusion, i) in agreement.Scope.Exclusions.Select((e, i) => (e, i)))
            lines.AppendLine(CultureInfo.InvariantCulture, $$"""{"type":"exclusion","exclusion":"{{exclusion.Name}}","from":"{{from + Duration.FromHours(20 + i)}}","until":"{{from + Duration.FromHours(21 + i)}}","announced":"{{from - Duration.FromDays(20)}}","agreed by":"both"}""");
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    static void Day(StringBuilder lines, Metric metric, string labels, Instant day, int number)
    {
        var id = $"{metric.Name} {labels.GetHashCode(StringComparison.Ordinal):x} {number}";
        Instant At(double hours) => day + Duration.FromSeconds((long)(hours * 3600));
        void Add(string type, string rest) => lines.Append("{\"type\":\"").Append(type).Append("\",").Append(rest).Append(",\"labels\":{").Append(labels).Append("}}\n");
        switch (metric)
        {
            case Metric.Availability { ObservedBy: Observation.Outages }:
                if (number % 9 == 4) Add("outage", $"\"from\":\"{At(9)}\",\"until\":\"{At(9.75)}\",\"impact\":\"critical\",\"affected\":7");
                break;
            case Metric.Availability { ObservedBy: Observation.Counts }:
                Add("count", $"\"from\":\"{At(8)}\",\"until\":\"{At(9)}\",\"good\":{95 + number % 6},\"total\":100");
                break;
            case Metric.Availability availability:
                // Samples stand for as long as the metric says; a month of them is enough for a verdict.
                var every = availability.ObservedBy is Observation.Samples samples ? samples.Every.TotalHours : 1;
                for (var hour = 0.0; hour < 24 && (number < 31 || every >= 1); hour += every)
                    if (availability.BadWhen is BadRule.ValueIs) Add("sample", $"\"at\":\"{At(hour)}\",\"value\":{20 + (int)hour / 3}");
                    else Add("state", $"\"at\":\"{At(hour)}\",\"state\":\"{((int)hour == 9 && number % 9 == 4 ? "down" : "up")}\"");
                break;
            case Metric.TimeTaken time:
                string Ticket(string word, double hours, string rest = "") => $"\"ticket\":\"{id}\",\"event\":\"{word}\",\"at\":\"{At(hours)}\"{rest}";
                Add("ticket", Ticket("opened", 8));
                foreach (var (word, hours) in new[] { ("assigned", 8.1), ("ordered", 8.1), ("handed over", 8.2), ("delivered", 9 + number * 3), ("decided", 33), ("restored", 12), ("collected", 10), ("resolved", 10 + number % 7 * 20) })
                    Add("ticket", Ticket(word, hours));
                Add("ticket", Ticket("replied", 8.2 + number % 5, ",\"by\":\"provider\""));
                foreach (var status in time.PausedWhile)
                {
                    Add("ticket", Ticket("status", 9.1, $",\"to\":\"{status}\""));
                    Add("ticket", Ticket("status", 9.6, ",\"to\":\"open\""));
                }
                break;
            case Metric.Survey survey:
                Add("answer", $"\"id\":\"{id}\",\"at\":\"{At(11)}\",\"score\":{survey.High() - number % 4}");
                break;
            case Metric.SingleValue { ObservedBy: Surety.Facts.ValueKind.Sample }:
                for (var hour = 0.0; hour < 24; hour += 0.5) Add("sample", $"\"at\":\"{At(hour)}\",\"value\":{200 + (int)hour * 3 + number}");
                break;
            case Metric.SingleValue:
                foreach (var hour in new[] { 10, 14 }) Add("value", $"\"at\":\"{At(hour)}\",\"value\":{90 + number % 10}");
                break;
        }
    }

    static decimal High(this Metric.Survey survey) => survey.Scale.High;

    /// <summary>The labels of the series of a metric: those that it asks for, one series for each member or value, and each condition of its levels.</summary>
    static IEnumerable<string> LabelsOf(Agreement agreement, Metric metric)
    {
        var asked = new List<(string, string)>();
        if (metric.Reads.Service is { } service) asked.Add(("service", service));
        if (metric.Reads.Part is { } part) asked.Add(("part", part));
        if (metric.Reads.Feed is { } feed) asked.Add(("feed", feed));
        asked.AddRange(metric.Reads.Where.Select(w => (w.Name, w.Values[0])));
        // Each member or value of one name with each of the others, and of those that are looked at together.
        ValueList<ForEach> across = metric is Metric.Availability { Across: { } together } ? [together.Of] : [];
        var series = metric.ForEach.Concat(across).Aggregate(new List<List<(string, string)>> { new() }, (all, each) => (from one in all from value in ValuesOf(agreement, each) select one.Append(value).ToList()).ToList());
        // Attributes of the customer and of members are not said by facts.
        var elsewhere = agreement.Scope.Inventory.SelectMany(g => g.Attributes).Concat(agreement.Parties.Customer.Attributes.Items.Select(a => a.Name)).Append("tier").ToHashSet();
        var rows = agreement.Levels.Where(l => l.Measured is Surety.Levels.Measured.ByMetric by && by.Metric == metric.Name).SelectMany(l => l.Targets).Select(t => t.When.Items.Where(w => !elsewhere.Contains(w.Name)).Select(w => (w.Name, w.Value)).ToList()).Append([]).ToList();
        return series.SelectMany(one => rows.Select(row => string.Join(',', asked.Concat(one).Concat(row).Where(l => l.Item1.Length > 0).DistinctBy(l => l.Item1).Select(l => $"\"{l.Item1}\":\"{l.Item2}\"")))).Distinct();
    }

    static IEnumerable<(string, string)> ValuesOf(Agreement agreement, ForEach each) => each switch
    {
        ForEach.MemberOf of => agreement.Scope.Inventory.Where(g => g.Name == of.Group).SelectMany(g => g.Members).Select(m => ("member", m.Name)),
        ForEach.ValueOfLabel of => [(of.Label, "one"), (of.Label, "other")],
    };
}
