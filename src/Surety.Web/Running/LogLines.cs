using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Surety.Web.Running;

/// <summary>The log: each thing that happens is one line, with the number of the request and whoever called. What others wrote steers no terminal and begins no line. Source: docs/guide/operate.md, "Logs".</summary>
/// <param name="to">Where lines go.</param><param name="isJson">Whether a line is an object of JSON.</param>
sealed class LogLines(TextWriter to, bool isJson) : ILoggerProvider
{
    /// <summary>Name of the caller at the activity of a request; no personal data.</summary>
    public const string Caller = "surety.caller";

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock turn = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    /// <summary>A line of JSON about no request.</summary>
    /// <param name="level">How bad it is.</param><param name="message">A sentence.</param><param name="field">What stands in it as a field of its own; <c>null</c>: nothing does.</param>
    public static string Json(LogLevel level, string message, (string Name, string Value)? field = null) =>
        Json(Now(), level, null, null, message, field is { } own ? [new(own.Name, own.Value)] : null, null);

    static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    void Write(LogLevel level, string message, IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception)
    {
        var activity = Activity.Current;
        var (at, trace, caller) = (Now(), activity?.TraceId.ToString(), activity?.GetTagItem(Caller) as string);
        var line = isJson ? Json(at, level, trace, caller, message, fields, exception) : $"{at} {Word(level)} {trace ?? "-"} {caller ?? "-"} {Harmless(message)}{(exception is null ? "" : $" {Harmless(Said(exception))}")}";
        lock (turn)
        {
            to.WriteLine(line);
            to.Flush();
        }
    }

    static string Json(string at, LogLevel level, string? trace, string? caller, string message, IReadOnlyList<KeyValuePair<string, object?>>? fields, Exception? exception)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("level", Word(level));
            if (trace is not null) json.WriteString("traceId", trace);
            if (caller is not null) json.WriteString("caller", caller);
            json.WriteString("message", Harmless(message));
            foreach (var (name, value) in fields ?? [])
            {
                if (name == "{OriginalFormat}") continue;
                json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                switch (value)
                {
                    case null: json.WriteNullValue(); break;
                    case int number: json.WriteNumberValue(number); break;
                    case double number: json.WriteNumberValue(Math.Round(number, 3)); break;
                    default: json.WriteStringValue(Harmless($"{value}")); break;
                }
            }
            if (exception is not null) json.WriteString("exception", Harmless(Said(exception)));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    static string Word(LogLevel level) => level switch { LogLevel.Critical => "critical", LogLevel.Error => "error", LogLevel.Warning => "warning", LogLevel.Information => "info", _ => "debug" };

    // With the places where it happened, which are ours, on the same line.
    static string Said(Exception exception) => string.Join(" | ", exception.ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    static string Harmless(string text)
    {
        if (!text.Any(IsHarmful)) return text;
        var harmless = new StringBuilder(text.Length);
        foreach (var c in text) harmless.Append(IsHarmful(c) ? '\uFFFD' : c);
        return harmless.ToString();
    }

    static bool IsHarmful(char c) => char.IsControl(c) || c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    sealed class Logger(LogLines lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Write(logLevel, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>>, exception);
    }
}
