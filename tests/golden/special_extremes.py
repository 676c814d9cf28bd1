"""Distribution functions where R itself loses digits: tiny and huge shapes, far
tails, from mpmath with 50 digits. Run: python3 special_extremes.py >
special_extremes.csv (two minutes). A line: name, arguments, value; the arguments
are read as binary numbers, as the program reads them."""

from mpmath import erfc, exp, inf, log, log1p, loggamma, mp, mpf, nstr, pi, quad, sqrt, workdps

mp.dps = 50


def panels(f, width, end=inf, count=80):
    """The integral of a falling function whose scale is `width`."""
    points = [width * k for k in range(count + 1) if width * k < end]
    return quad(f, points if points[-1] > 60 * width else points + [end])


def scale(slope, curvature):
    return 2 / (slope + sqrt(slope * slope + 2 * curvature))


def gamma_tails(a, x):
    """(lower, upper)."""
    if a < 2000:  # the series of positive terms, with digits to spare for 1 − it
        with workdps(400):
            term, total, n = 1 / a, 1 / a, a
            while term > total * mpf(10) ** -390:
                n += 1
                term *= x / n
                total += term
            low = exp(a * log(x) - x - loggamma(a)) * total
            return low, 1 - low
    lead = exp(a * log(x) - x - loggamma(a))
    if x >= a:
        up = lead * panels(lambda s: exp((a - 1) * log1p(s) - x * s), scale(x - a, a))
        return 1 - up, up
    low = lead * panels(lambda s: exp((a - 1) * log1p(-s) + x * s), scale(a - x, a), mpf(1))
    return low, 1 - low


def beta_lower(a, b, x):
    y = 1 - x
    lead = exp(a * log(x) + b * log(y) - loggamma(a) - loggamma(b) + loggamma(a + b))
    if max(a, b) < 5000 and x < 0.999:  # 2F1(a+b, 1; a+1; x), positive terms
        term, total, k = 1 / a, 1 / a, 0
        while term > total * mpf(10) ** -45:
            k += 1
            term *= (a + b + k - 1) / (a + k) * x
            total += term
        return lead * total
    width = scale(abs(a * y - b * x), a * y * y + b * x * x)
    return lead * panels(lambda z: exp(-a * z - (a + b) * log(y + x * exp(-z))), width, count=160)


def student_two_sided(t, n):
    c = 2 * exp(loggamma((n + 1) / 2) - loggamma(n / 2)) / sqrt(n * pi)
    if t < 1:
        return 1 - c * quad(lambda v: exp(-(n + 1) / 2 * log1p(v * v / n)), [0, t / 2, t])
    # In ln t, whose density falls like t⁻ⁿ or faster.
    # Over its value at t: mpmath's error estimate is an absolute one.
    density = lambda v: t * exp(v) * exp(-(n + 1) / 2 * log1p((t * exp(v)) ** 2 / n))
    c, f = c * density(mpf(0)), lambda v: density(v) / density(mpf(0))
    width = (n + t * t) / ((n + 1) * t * t)
    return c * panels(f, width, count=400) if n > 20 else c * quad(f, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, inf])


def write(name, arguments, value):
    if mpf(10) ** -300 < value:
        print(",".join([name] + [repr(a) for a in arguments] + [nstr(value, 18, strip_zeros=False)]))


print("function,x,a,b,value")
for a in (1e-4, 0.01, 0.5, 1.0, 3.7, 44.0, 1500.0, 1e6, 1e9):
    for z in (-30.0, -8.0, -2.0, 0.0, 0.5, 6.0, 25.0):
        x = a + z * a**0.5 if a > 1 else a * 10 ** (z / 4)
        if x > 0:
            low, up = gamma_tails(mpf(a), mpf(x))
            write("gamma_lower", (x, a, 0.0), low)
            write("gamma_upper", (x, a, 0.0), up)
for a, b in ((1e-4, 1e-4), (1e-4, 300.0), (0.3, 0.7), (0.01, 5.0), (2.5, 0.5), (44.0, 0.5), (12.0, 900.0),
             (350.0, 350.0), (3000.0, 8000.0), (1e6, 2.5), (1e6, 5e5), (1e9, 1e9), (1e9, 700.0)):
    mean, sd = a / (a + b), (a * b / (a + b + 1)) ** 0.5 / (a + b)
    for z in (-25.0, -6.0, -1.0, 0.2, 3.0, 12.0):
        x = mean + z * sd if min(a, b) > 1 else 1 / (1 + 10 ** (-z / 3))
        if 0 < x < 1:
            # The integral from the far side, so that nothing is subtracted.
            A, B, X = mpf(a), mpf(b), mpf(x)
            big = max(a, b) >= 5000 or x >= 0.999 or x <= 0.001
            if not big or A * (1 - X) >= B * X:
                write("beta_lower", (x, a, b), beta_lower(A, B, X))
            if not big or A * (1 - X) <= B * X:
                write("beta_upper", (x, a, b), beta_lower(B, A, 1 - X))
for n in (0.5, 1.0, 2.5, 30.0, 1e4, 1e6, 1e9):
    for t in (1e-3, 0.5, 1.5, 2.0, 6.0, 30.0):
        write("student_two_sided", (t, n, 0.0), student_two_sided(mpf(t), mpf(n)))
for z in (-5.0, -0.5, 0.1, 0.6745, 1.96, 5.65, 5.66, 9.0, 20.0, 36.9):
    write("normal_upper", (z, 0.0, 0.0), erfc(mpf(z) / sqrt(mpf(2))) / 2)
