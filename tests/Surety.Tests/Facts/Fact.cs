using System.Text;
using NodaTime;
using Surety.Facts;

namespace Surety.Tests.Facts;

/// <summary>Facts as a test writes them: JSON with single quotes, one a line.</summary>
static class Fact
{
    public static FactSet Set(params string[] lines) => Read(lines).Build();

    public static FactBuilder Read(params string[] lines)
    {
        var builder = new FactBuilder();
        JsonLines.Read(builder, "facts.jsonl", Encoding.UTF8.GetBytes(string.Join("\n", lines).Replace('\'', '"')));
        return builder;
    }

    public static Instant At(string text) => NodaTime.Text.OffsetDateTimePattern.ExtendedIso.Parse(text).Value.ToInstant();
}
