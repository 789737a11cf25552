using System.Globalization;
using System.Text;
using NodaTime;

namespace Surety;

/// <summary>Lengths of time in words.</summary>
public static class TimeWords
{
    /// <summary>Writes <c>3 h 10 min</c>, <c>43 min 12 s</c>, <c>0.4 s</c>, <c>1,200 h</c>: whole, down to the tick; days are hours, since a day is not always 24 of them.</summary>
    public static string ToTimeWords(this Duration time)
    {
        if (time < Duration.Zero) return "−" + (-time).ToTimeWords();
        var ticks = time.BclCompatibleTicks;
        var (hours, minutes, rest) = (ticks / 36_000_000_000, ticks / 600_000_000 % 60, ticks % 600_000_000);
        var text = new StringBuilder();
        if (hours > 0) text.Append(hours.ToString("#,##0", CultureInfo.InvariantCulture)).Append(" h");
        if (minutes > 0) text.Append(text.Length > 0 ? " " : "").Append(minutes).Append(" min");
        if (rest > 0 || text.Length == 0) text.Append(text.Length > 0 ? " " : "").Append(new decimal(rest / 10_000_000) + (new decimal(rest % 10_000_000) / 10_000_000m)).Append(" s");
        return text.ToString();
    }
}
